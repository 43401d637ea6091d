import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  createFence,
  createOutputLines
} from "./chunk-ISVPOSEU.js";
import {
  isInside,
  realPathOf
} from "./chunk-KUDOOD3U.js";
import {
  inGroup
} from "./chunk-V7QOIM57.js";
import {
  createRedactor
} from "./chunk-RM227KDU.js";
import {
  singleLine,
  visible
} from "./chunk-YTSCXGCX.js";
import {
  core_exports,
  debug,
  endGroup,
  setSecret,
  startGroup
} from "./chunk-F5MBJ5VH.js";
import {
  isWritableKey
} from "./chunk-PPFV6LXP.js";

// src/cache/pending.ts
import { isAbsolute, join, relative, resolve, sep } from "node:path";
var PENDING_CACHES = "pending-caches";
var MOST_SAVES = 20;
var LONGEST_TEXT = 1e3;
async function checkedSaves(text, options) {
  const given = parsed(text);
  if (!Array.isArray(given) || given.length > MOST_SAVES)
    return { saves: [], rejected: ["the state of the step has not the form that dvc-ci writes."] };
  const saves = [];
  const rejected = [];
  for (const each of given) {
    if (!isSave(each)) {
      rejected.push("an entry has not the form that dvc-ci writes.");
      continue;
    }
    const reason = await reasonAgainst(each, options);
    if (reason === void 0) saves.push(each);
    else rejected.push(reason);
  }
  return { saves, rejected };
}
async function reasonAgainst({ key, paths }, { rights, workspace, folders }) {
  if (!isWritableKey(rights, key)) return `this run may not store the key ${JSON.stringify(key)}.`;
  const roots = await Promise.all([workspace, ...folders].map(realPathOf));
  for (const path of paths) {
    const place = await realPathOf(isAbsolute(path) ? path : resolve(workspace, path));
    const root = roots.find((each) => each !== void 0 && place !== void 0 && isInside(each, place));
    if (place === void 0 || root === void 0)
      return `${JSON.stringify(path)} is outside of the folders from which dvc-ci stores.`;
    if (isInside(place, join(root, ".git")) || relative(root, place).split(sep).includes(".git"))
      return `${JSON.stringify(path)} has Git's own folder.`;
  }
  return void 0;
}
function isSave(value) {
  if (typeof value !== "object" || value === null) return false;
  const { what, key, paths, limit } = value;
  return isText(what) && isText(key) && typeof limit === "number" && limit >= 0 && Array.isArray(paths) && paths.length > 0 && paths.length <= MOST_SAVES && paths.every(isText);
}
function isText(value) {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_TEXT && !/[\0\r\n]/.test(value);
}
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

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
    core_exports[severity](visible(text), {
      ...place.title === void 0 ? {} : { title: redactor.redact(singleLine(place.title)) },
      ...place.path === void 0 ? {} : { file: singleLine(redactor.redact(place.path)) },
      ...place.line === void 0 ? {} : { startLine: place.line },
      ...place.column === void 0 ? {} : { startColumn: place.column }
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
    transfer() {
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
  checkedSaves,
  createActionsHost
};
