import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/unanswered.ts
function catchUnanswered() {
  const unanswered = () => {
    throw new Error("the run waits for an event that can no longer happen");
  };
  process.once("beforeExit", unanswered);
  return () => {
    process.off("beforeExit", unanswered);
  };
}

export {
  catchUnanswered
};
