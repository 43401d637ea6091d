import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/report/audit-report.ts
var VARIATIONS = ["folder", "time-zone", "locale", "hash-seed", "threads"];
var AUDIT_CAUSES = [
  "time",
  "folder",
  "order",
  "archive-time",
  "gzip-time",
  "number-format",
  "random",
  "variation"
];

export {
  VARIATIONS,
  AUDIT_CAUSES
};
