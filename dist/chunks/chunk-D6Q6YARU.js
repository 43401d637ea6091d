import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/time-limit.ts
function timeLimit(milliseconds) {
  const limit = new AbortController();
  setTimeout(() => {
    limit.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  }, milliseconds).unref();
  return limit.signal;
}

export {
  timeLimit
};
