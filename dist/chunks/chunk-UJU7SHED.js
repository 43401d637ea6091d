import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/behind-proxy.ts
function isBehindProxy(env) {
  return Object.keys(env).some((name) => /^https?_proxy$/i.test(name) && (env[name] ?? "") !== "");
}

export {
  isBehindProxy
};
