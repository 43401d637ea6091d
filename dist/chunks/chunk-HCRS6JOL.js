import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/outgoing.ts
var HASH = /^[0-9a-f]{32,64}$/;
function maskedBody(body, redact, names) {
  if (typeof body === "string") return HASH.test(body) ? body : redact(body);
  if (Array.isArray(body)) return body.map((each) => maskedBody(each, redact, names));
  if (typeof body !== "object" || body === null || Object.getPrototypeOf(body) !== Object.prototype) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, names.has(key) ? value : maskedBody(value, redact, names)])
  );
}

export {
  maskedBody
};
