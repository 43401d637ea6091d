import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  paint
} from "./chunk-WVYELQIE.js";
import {
  catchUnanswered
} from "./chunk-G5332VE7.js";
import {
  claimDvc
} from "./chunk-33AV5VUV.js";
import {
  displayWidth,
  fitWidth,
  wrapWidth
} from "./chunk-V5PK7DQF.js";
import "./chunk-2YNCK45N.js";
import "./chunk-UAXYXOMA.js";
import "./chunk-3YF3DDHW.js";
import {
  createFence,
  createOutputLines,
  listenForCancel
} from "./chunk-ISVPOSEU.js";
import {
  inGroup
} from "./chunk-V7QOIM57.js";
import {
  createRedactor,
  redactStrings
} from "./chunk-RM227KDU.js";
import {
  jsonText,
  singleLine,
  visible
} from "./chunk-YTSCXGCX.js";
import {
  formatElapsed,
  formatSeconds
} from "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import {
  killLivingGroups
} from "./chunk-NTLNP6FM.js";
import "./chunk-6VHQMS4Q.js";
import "./chunk-SDUKE5W5.js";
import "./chunk-IISNHXBN.js";
import "./chunk-35DVGGLY.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-6BXGY3ZC.js";
import "./chunk-SOVHXIP5.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-J4Y3FKE2.js";
import "./chunk-VUXC3WPS.js";

// src/run/terminal-host.ts
import { fstatSync } from "node:fs";

// src/run/live-line.ts
var CLEAR = "\r\x1B[2K";
var REDRAW_MS = 1e3;
var LABEL = 24;
function createLiveLine(stream) {
  let label;
  let since = 0;
  let beside;
  let drawn = false;
  let timer;
  const clear = () => {
    if (drawn) stream.write(CLEAR);
    drawn = false;
  };
  const content = (text, cells) => {
    if (beside === void 0) return fitWidth(text, cells);
    const short = fitWidth(text, Math.min(LABEL, cells));
    const rest = beside(cells - displayWidth(short) - 3);
    return rest === "" ? short : `${short} · ${rest}`;
  };
  const draw = () => {
    const room = Math.max(10, (stream.columns || 80) - 1);
    const elapsed = formatElapsed((performance.now() - since) / 1e3);
    const text = label === void 0 ? beside?.(room) : `${content(label, room - elapsed.length - 2)}  ${elapsed}`;
    if (text === void 0) return;
    stream.write(`${CLEAR}${text}`);
    drawn = true;
  };
  return {
    show(next, start = performance.now()) {
      if (next === void 0) clear();
      label = next;
      since = start;
      draw();
      if (label === void 0) {
        clearInterval(timer);
        timer = void 0;
      } else timer ??= setInterval(draw, REDRAW_MS).unref();
    },
    beside(next) {
      beside = next;
      if (next === void 0 && label === void 0) clear();
      else draw();
    },
    above(write) {
      clear();
      write();
      draw();
    }
  };
}

// src/run/plain-symbols.ts
var SYMBOLS = {
  "✓": "ok",
  "✗": "X",
  "…": "...",
  "·": "-",
  "→": "->",
  "↑": "",
  "↓": "",
  "−": "-",
  "’": "'"
};
var ANY = new RegExp(`[${Object.keys(SYMBOLS).join("")}]`, "g");
function isNotUtf8({ LC_ALL, LC_CTYPE, LANG }) {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((each) => each !== void 0 && each !== "");
  return locale !== void 0 && !/utf-?8/i.test(locale);
}
function plainSymbols(text) {
  return text.replace(ANY, (symbol) => SYMBOLS[symbol] ?? symbol);
}

// src/run/terminal-host.ts
var isOn = (value) => value !== void 0 && !["", "0", "false"].includes(value.toLowerCase());
var MARKS = {
  success: ["✓", "good"],
  failure: ["✗", "bad"],
  warning: ["!", "warn"],
  skipped: ["-", "dim"]
};
function isFile(stream) {
  try {
    return fstatSync(stream === process.stderr ? 2 : 1).isFile();
  } catch {
    return false;
  }
}
function createTerminalHost(options) {
  const { env } = options;
  const stream = options.json ? process.stderr : process.stdout;
  const inRunner = isOn(env["GITHUB_ACTIONS"]);
  const rich = stream.isTTY === true && !env["NO_COLOR"] && !isOn(env["CI"]) && !inRunner && env["TERM"] !== "dumb";
  const width = stream.isTTY === true && !isOn(env["CI"]) && !inRunner ? stream.columns || void 0 : void 0;
  for (const each of [process.stdout, process.stderr]) each.on("error", () => void 0);
  const redactor = createRedactor();
  const fence = createFence((text) => stream.write(text), inRunner);
  const live = rich && !options.quiet ? createLiveLine(stream) : void 0;
  const above = (write) => {
    if (live) live.above(write);
    else write();
  };
  const legible = stream.isTTY === true && isNotUtf8(env) ? plainSymbols : (text) => text;
  const ours = (line) => above(() => fence.ours(`${legible(line)}
`));
  const wrapped = (text) => wrapWidth(text, width).join("\n");
  const lines = createOutputLines(redactor, (text) => above(() => fence.foreign(text)), rich);
  const flush = () => {
    lines.flush();
    fence.down();
  };
  const shown = (message) => visible(redactor.redact(message));
  const groups = [];
  let status;
  const redraw = () => {
    const group = groups.at(-1);
    const names = [
      status && group && status.text.startsWith(group.name) ? void 0 : group?.name,
      status?.text
    ].filter((name) => name !== void 0);
    live?.show(
      names.length > 0 ? legible(names.join(" · ")) : void 0,
      Math.max(group?.since ?? 0, status?.since ?? 0)
    );
  };
  const say = (word, tone, message, place = {}) => {
    const where = place.path === void 0 ? "" : ` (${singleLine(redactor.redact(place.path))}${place.line === void 0 ? "" : `:${place.line}`})`;
    const text = wrapped(`${word}: ${shown(message)}${where}`);
    ours(`${paint(`${word}:`, tone, rich)}${text.slice(word.length + 1)}`);
  };
  const begin = (name, since = performance.now()) => {
    const heading = singleLine(redactor.redact(name));
    const group = { name: heading, since };
    flush();
    if (!live && !options.quiet) ours(`== ${heading}`);
    groups.push(group);
    redraw();
    return (conclusion, until = performance.now()) => {
      flush();
      groups.splice(groups.indexOf(group), 1);
      redraw();
      if (options.quiet) return;
      const [mark, tone] = MARKS[conclusion];
      ours(`${paint(mark, tone, rich)} ${heading} ${paint(formatSeconds((until - since) / 1e3), "dim", rich)}`);
    };
  };
  const close = () => {
    flush();
    live?.show(void 0);
  };
  const printed = (text, to = process.stdout) => {
    close();
    createFence((piece) => to.write(piece), inRunner && !isFile(to)).ours(text);
  };
  return {
    colour: rich,
    width,
    info(message) {
      if (!options.quiet) ours(wrapped(shown(message)));
    },
    debug(message) {
      if (options.verbose) ours(paint(wrapped(shown(message)), "dim", rich));
    },
    notice(message, place) {
      if (!options.quiet) say("notice", "plain", message, place);
    },
    warning(message, place) {
      say("warning", "warn", message, place);
    },
    error(message, place) {
      say("error", "bad", message, place);
    },
    output(text, kind) {
      if (!options.quiet && (kind === void 0 || live === void 0 || options.verbose)) lines.write(text);
    },
    begin,
    group: (name, body) => inGroup(begin, name, body),
    status(text, since = performance.now()) {
      status = text === void 0 ? void 0 : { text: singleLine(redactor.redact(text)), since };
      redraw();
    },
    transfer(draw) {
      live?.beside(draw);
    },
    mask(secret) {
      redactor.add(secret);
    },
    redact: (text) => redactor.redact(text),
    print(text) {
      printed(legible(redactor.redact(text)));
    },
    printJson(value) {
      printed(`${jsonText(redactStrings(value, (text) => redactor.redact(text)))}
`);
    },
    fail(message) {
      printed(legible(`${wrapped(`dvc-ci: ${shown(message)}`)}
`), process.stderr);
    },
    close
  };
}

// src/command-line.ts
async function runCommandLine(argv) {
  const { env } = process;
  const verbose = argv.includes("--verbose") || argv.includes("-v");
  const json = argv.includes("--json");
  const quiet = argv.includes("--quiet") || argv.includes("-q");
  const host = createTerminalHost({ env, verbose, json, quiet });
  const { signal, dispose } = listenForCancel({
    onCancel: (name) => host.info(`${name}: ending all processes. Press Ctrl-C again to kill them at once.`)
  });
  claimDvc(host, signal);
  const { answerRequest, reportFailure } = await import("./command-request-YOK3XXBH.js");
  const { secretsOfVariables } = await import("./secrets-4DMPGXZI.js");
  for (const secret of secretsOfVariables(env)) host.mask(secret);
  const fail = (error) => {
    process.exitCode = reportFailure(error, argv, host, json);
  };
  process.once("uncaughtException", (error) => {
    killLivingGroups();
    fail(error);
    process.exit();
  });
  const answered = catchUnanswered();
  try {
    process.exitCode = await answerRequest(argv, host, signal);
  } catch (error) {
    fail(error);
  } finally {
    answered();
    host.close();
    dispose();
  }
}
export {
  runCommandLine
};
