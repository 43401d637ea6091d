import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/step-log.ts
import { AsyncLocalStorage } from "node:async_hooks";
var StepLog = class {
  /** @param isOptional true for a step whose failure is a warning */
  constructor(isOptional) {
    this.isOptional = isOptional;
  }
  isOptional;
  held = [];
  status;
  /** Runs the action now, or when the output of this step is shown. */
  do(action) {
    if (this.held === void 0) action();
    else this.held.push(action);
  }
  /** Shows the held output; later output appears at once. */
  show() {
    const held = this.held ?? [];
    this.held = void 0;
    for (const action of held) action();
    this.status?.();
    this.status = void 0;
  }
  /** Shows the present status now; while output is held back, keeps only the latest status. */
  tell(action) {
    if (this.held === void 0) action();
    else this.status = action;
  }
};
var current = new AsyncLocalStorage();
function currentLog() {
  return current.getStore();
}
function inLog(log, body) {
  return current.run(log, body);
}
function hostOfSteps(host) {
  const later = (action) => {
    const log = current.getStore();
    if (log === void 0) action();
    else log.do(action);
  };
  const begin = (name, since = performance.now()) => {
    let end = () => void 0;
    later(() => {
      end = host.begin(name, since);
    });
    return (conclusion, until = performance.now()) => {
      later(() => {
        end(conclusion, until);
      });
    };
  };
  return {
    // A wrapped host may have more members than Host.
    ...host,
    info: (message) => later(() => host.info(message)),
    debug: (message) => later(() => host.debug(message)),
    notice: (message, place) => later(() => host.notice(message, place)),
    warning: (message, place) => later(() => host.warning(message, place)),
    error: (message, place) => later(() => host.error(message, place)),
    output: (text) => later(() => host.output(text)),
    begin,
    group: (name, body) => inGroup(begin, name, body),
    status(text, since = performance.now()) {
      const log = current.getStore();
      if (log === void 0) host.status(text, since);
      else log.tell(() => host.status(text, since));
    }
  };
}
async function inGroup(begin, name, body) {
  const end = begin(name);
  try {
    const value = await body();
    end("success");
    return value;
  } catch (error) {
    end("failure");
    throw error;
  }
}

export {
  StepLog,
  currentLog,
  inLog,
  hostOfSteps,
  inGroup
};
