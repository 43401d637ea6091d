import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/version.ts
function version() {
  return "0.1.0";
}

export {
  version
};
