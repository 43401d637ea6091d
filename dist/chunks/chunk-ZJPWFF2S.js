import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  formatBytes
} from "./chunk-FT4V3LLR.js";

// src/report/verification.ts
var VERIFIED = "Verified";
var SHORT = 12;
function verificationSummary(subject, rows) {
  const signer = rows.find(({ name }) => name === "signature")?.message ?? "";
  return `${VERIFIED} ${subject}: ${signer}.`;
}
function contentRow(name, bytes, place) {
  return { name, state: "ok", message: `${formatBytes(bytes)} in ${place}: the SHA-256 is the signed one` };
}
function oneLine(text, most = 300) {
  return text.slice(0, most).replace(/\s+/g, " ");
}
function shortDigest(sha256) {
  return sha256.slice(0, SHORT);
}
function failedRow(name, message, remedy) {
  return { name, state: "error", message, remedy, id: "provenance-unverified" };
}

export {
  VERIFIED,
  verificationSummary,
  contentRow,
  oneLine,
  shortDigest,
  failedRow
};
