import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/retry.ts
function backoff({ firstDelay }, attempt) {
  return firstDelay * 2 ** (attempt - 1);
}
async function retry(send, { policy, counts, delayAfter, pause }) {
  const started = performance.now();
  let waited = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const delay = delayAfter(error, attempt);
      const spent = counts === "waits" ? waited : performance.now() - started;
      if (delay === void 0 || attempt >= policy.attempts || spent + delay > policy.longestWait) throw error;
      await pause(delay, error);
      waited += delay;
    }
  }
}

export {
  backoff,
  retry
};
