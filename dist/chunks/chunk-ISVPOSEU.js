import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  killLivingGroups
} from "./chunk-NTLNP6FM.js";
import {
  takeEarlySignal
} from "./chunk-6VHQMS4Q.js";
import {
  CancelledError
} from "./chunk-GSQGKKGD.js";

// src/run/cancel.ts
var SAME_KEY_PRESS_MS = 300;
function listenForCancel(options = {}) {
  const controller = new AbortController();
  let cancelledAt;
  let interruptedAt;
  const cancel = (name) => {
    cancelledAt = performance.now();
    options.onCancel?.(name);
    controller.abort(new CancelledError("cancelled", `cancelled by ${name}.`));
  };
  const onInterrupt = () => {
    const now = performance.now();
    if (cancelledAt === void 0) cancel("SIGINT");
    else if (interruptedAt !== void 0 && now - interruptedAt > SAME_KEY_PRESS_MS) {
      killLivingGroups();
      process.exit(130);
    }
    interruptedAt ??= now;
  };
  const onTerminate = () => {
    if (cancelledAt === void 0) cancel("SIGTERM");
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  const early = takeEarlySignal();
  if (early !== void 0) queueMicrotask(early === "SIGINT" ? onInterrupt : onTerminate);
  return {
    signal: controller.signal,
    dispose() {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onTerminate);
    }
  };
}

// src/run/fence.ts
import { randomUUID } from "node:crypto";
var COMMAND = /::|##\[/;
function createFence(write, needed = true) {
  let token;
  let lineStart = true;
  const put = (text) => {
    if (!text) return;
    write(text);
    lineStart = /[\r\n]$/.test(text);
  };
  const down = () => {
    if (token === void 0) return;
    put(`${lineStart ? "" : "\n"}::${token}::
`);
    token = void 0;
  };
  const foreign = (lines) => {
    if (!lines) return;
    if (needed && token === void 0) {
      token = randomUUID();
      put(`${lineStart ? "" : "\n"}::stop-commands::${token}
`);
    }
    put(lines);
  };
  return {
    foreign,
    down,
    ours(lines) {
      down();
      if (COMMAND.test(lines)) {
        foreign(lines);
        down();
      } else put(lines);
    }
  };
}

// src/run/output-lines.ts
var LONGEST_LINE = 65536;
function createOutputLines(redactor, emit, redrawn) {
  let stream = redactor.stream();
  let pending = "";
  const emitWhole = () => {
    const end = redrawn ? pending.lastIndexOf("\n") : Math.max(pending.lastIndexOf("\n"), pending.lastIndexOf("\r"));
    if (end >= 0) {
      const lines = pending.slice(0, end + 1);
      pending = pending.slice(end + 1);
      emit(redrawn ? lines.split("\n").map(lastDrawn).join("\n") : lines);
    }
    if (redrawn) pending = pending.slice(pending.lastIndexOf("\r", pending.length - 2) + 1);
    if (pending.length > LONGEST_LINE) {
      emit(pending);
      pending = "";
    }
  };
  return {
    write(text) {
      pending += stream.write(text);
      emitWhole();
    },
    flush() {
      pending += stream.end();
      stream = redactor.stream();
      emitWhole();
      if (pending) emit(`${redrawn ? lastDrawn(pending) : pending}
`);
      pending = "";
    }
  };
}
function lastDrawn(line) {
  const shown = line.replace(/\r+$/, "");
  return shown.slice(shown.lastIndexOf("\r") + 1);
}

export {
  createFence,
  createOutputLines,
  listenForCancel
};
