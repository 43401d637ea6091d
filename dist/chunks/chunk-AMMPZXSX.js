import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/file-hash.ts
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
async function fileHash(algorithm, file) {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

export {
  fileHash
};
