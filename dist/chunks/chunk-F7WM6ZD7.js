import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  createFence,
  createOutputLines
} from "./chunk-BS3GVVQ7.js";
import {
  inGroup
} from "./chunk-52YGSUJK.js";
import {
  createRedactor
} from "./chunk-CVHURMBC.js";
import {
  core_exports,
  debug,
  endGroup,
  setSecret,
  startGroup
} from "./chunk-KLFTDMXD.js";
import {
  singleLine
} from "./chunk-UUNXHWVS.js";

// src/cache/pending.ts
var PENDING_CACHES = "pending-caches";

// src/run/actions-host.ts
var ANNOTATIONS = { error: 9, warning: 10, notice: 10 };
function createActionsHost() {
  const redactor = createRedactor();
  const fence = createFence((text) => process.stdout.write(text));
  const lines = createOutputLines(redactor, (text) => fence.foreign(text), false);
  const hidden = { error: 0, warning: 0, notice: 0 };
  const shown = { error: 0, warning: 0, notice: 0 };
  let depth = 0;
  const flush = () => {
    lines.flush();
    fence.down();
  };
  const annotate = (severity, message, place = {}) => {
    const text = redactor.redact(message);
    if (shown[severity] >= ANNOTATIONS[severity]) {
      hidden[severity]++;
      const where = place.path === void 0 ? "" : ` (${place.path}${place.line === void 0 ? "" : `:${place.line}`})`;
      fence.ours(`${severity}: ${singleLine(text + redactor.redact(where))}
`);
      return;
    }
    shown[severity]++;
    fence.down();
    core_exports[severity](text, {
      ...place.title === void 0 ? {} : { title: redactor.redact(singleLine(place.title)) },
      ...place.path === void 0 ? {} : { file: redactor.redact(place.path) },
      ...place.line === void 0 ? {} : { startLine: place.line }
    });
  };
  const begin = (name) => {
    const heading = singleLine(redactor.redact(name));
    flush();
    const outermost = depth === 0;
    if (outermost) startGroup(heading);
    else fence.ours(`--- ${heading} ---
`);
    depth++;
    return () => {
      depth--;
      flush();
      if (outermost) endGroup();
    };
  };
  return {
    hiddenAnnotations: hidden,
    info(message) {
      fence.ours(`${redactor.redact(message)}
`);
    },
    debug(message) {
      fence.down();
      debug(redactor.redact(message));
    },
    notice(message, place) {
      annotate("notice", message, place);
    },
    warning(message, place) {
      annotate("warning", message, place);
    },
    error(message, place) {
      annotate("error", message, place);
    },
    output(text) {
      lines.write(text);
    },
    begin,
    group: (name, body) => inGroup(begin, name, body),
    status() {
    },
    mask(secret) {
      if (!secret.trim()) return;
      fence.down();
      setSecret(secret);
      redactor.add(secret);
    },
    redact: (text) => redactor.redact(text),
    close: flush
  };
}

export {
  PENDING_CACHES,
  createActionsHost
};
