import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/text/relative-path.ts
import { relative } from "node:path";
function relativePath(from, to) {
  return relative(from, to).replaceAll("\\", "/");
}

export {
  relativePath
};
