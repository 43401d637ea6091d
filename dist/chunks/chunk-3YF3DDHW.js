import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/failpoints.ts
import { createHash } from "node:crypto";
import { readSync, writeSync } from "node:fs";
var VARIABLE = "DVC_CI_FAILPOINTS";
var KEY_BYTES = 32;
var channel;
function moment(name) {
  channel ??= openChannel() ?? null;
  if (channel === null) return;
  try {
    writeSync(channel, `${name}
`);
    readSync(channel, Buffer.alloc(1));
  } catch {
    channel = null;
  }
}
function openChannel() {
  const [, descriptor, hash] = /^([3-9]):([0-9a-f]{64})$/.exec(process.env[VARIABLE] ?? "") ?? [];
  if (descriptor === void 0) return void 0;
  delete process.env[VARIABLE];
  const key = Buffer.alloc(KEY_BYTES);
  try {
    if (readSync(Number(descriptor), key) !== KEY_BYTES) return void 0;
  } catch {
    return void 0;
  }
  return createHash("sha256").update(key).digest("hex") === hash ? Number(descriptor) : void 0;
}

export {
  moment
};
