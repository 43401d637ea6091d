import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/step-log.ts
import { AsyncLocalStorage } from "node:async_hooks";
var MOST_HELD = 16e6;
var StepLog = class {
  /** @param isOptional true for a step whose failure is a warning */
  constructor(isOptional) {
    this.isOptional = isOptional;
  }
  isOptional;
  held = [];
  /** Characters of output in `held`. */
  size = 0;
  omitted = 0;
  status;
  /** Runs the action now, or when the output of this step is shown. */
  do(action) {
    if (this.held === void 0) action();
    else this.held.push({ action, size: 0 });
  }
  /** As `do`, for output of a program: of very long held output only the beginning and the end are kept. */
  output(text, write) {
    if (this.held === void 0) return write(text);
    this.held.push({ action: () => write(text), size: text.length });
    this.size += text.length;
    while (this.size > MOST_HELD) {
      const at = this.middle();
      const [dropped] = this.held.splice(at, 1);
      if (dropped === void 0) return;
      this.size -= dropped.size;
      this.omitted += dropped.size;
      const { omitted } = this;
      const note = () => write(`
… ${omitted} characters of output are left out here …
`);
      if (this.held[at - 1]?.isNote === true) this.held[at - 1] = { action: note, size: 0, isNote: true };
      else this.held.splice(at, 0, { action: note, size: 0, isNote: true });
    }
  }
  /** Index of the first output that is not part of the beginning. */
  middle() {
    let size = 0;
    return (this.held ?? []).findIndex((each) => {
      size += each.size;
      return each.size > 0 && size > MOST_HELD / 4;
    });
  }
  /** Shows the held output; later output appears at once. */
  show() {
    const held = this.held ?? [];
    this.held = void 0;
    for (const { action } of held) action();
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
    output(text, kind) {
      const log = current.getStore();
      if (log === void 0) host.output(text, kind);
      else log.output(text, (kept) => host.output(kept, kind));
    },
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
