import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failedRun,
  loadCliSettings
} from "./chunk-7PZCWB6I.js";
import {
  displayWidth,
  filesOfOptions,
  fitWidth,
  padWidth,
  version,
  writeRunFiles
} from "./chunk-RTDAN7QX.js";
import {
  secretsOf
} from "./chunk-LJ6W4YGW.js";
import "./chunk-AWQMAKAA.js";
import "./chunk-X6FPX5S3.js";
import {
  headlineOf,
  sectionsOf
} from "./chunk-7P4AIJFE.js";
import {
  formatElapsed,
  formatSeconds
} from "./chunk-I55R6OXB.js";
import {
  createFence,
  createOutputLines,
  listenForCancel
} from "./chunk-47QVDORR.js";
import {
  killLivingGroups
} from "./chunk-37A5QFZX.js";
import {
  createRedactor,
  redactStrings
} from "./chunk-3AMYZN3C.js";
import {
  jsonText,
  shorten,
  singleLine,
  visible
} from "./chunk-UUNXHWVS.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";

// src/report/terminal.ts
import { stripVTControlCharacters, styleText } from "node:util";
var STYLES = { bad: "red", warn: "yellow", good: "green", plain: void 0 };
var LONGEST_CELL = 120;
var LOG_LINES = 15;
var LONGEST_LOG = 2e4;
function paint(text, tone, colour) {
  const style = tone === "dim" || tone === "bold" ? tone : STYLES[tone];
  return colour && style && text ? styleText(style, text, { validateStream: false }) : text;
}
function renderTerminal(report, options = {}) {
  const colour = options.colour ?? false;
  const headline = headlineOf(report);
  const parts = sectionsOf(report).map((section) => renderSection(section, colour, options.rows ?? 50));
  parts.push([
    `${paint(`${headline.word}:`, headline.tone, colour)} ${visible(headline.message)}`,
    ...headline.facts.map((fact) => {
      const address = headline.links.get(fact);
      return paint(`  ${singleLine(address === void 0 ? fact : `${fact}: ${address}`)}`, "dim", colour);
    })
  ].join("\n"));
  return `${parts.join("\n\n")}
`;
}
function renderSection(section, colour, most) {
  const loud = section.quietly === void 0 ? section.rows : section.rows.filter((row) => !row.quiet);
  const shown = loud.slice(0, most);
  const lines = [paint(section.title, "bold", colour)];
  if (shown.length > 0) lines.push(...renderTable(section, shown, colour));
  if (loud.length > shown.length) lines.push(`  ${loud.length - shown.length} more are in the report`);
  const quiet = section.rows.length - loud.length;
  if (quiet > 0) lines.push(paint(`  ${quiet} ${section.quietly ?? ""}`, "dim", colour));
  for (const log of section.logs ?? []) {
    lines.push(`  the end of ${singleLine(log.title)}:`);
    lines.push(...visible(stripVTControlCharacters(log.text.slice(-LONGEST_LOG))).trimEnd().split("\n").slice(-LOG_LINES).map((line) => `    ${line}`.trimEnd()));
  }
  return lines.join("\n");
}
function renderTable({ columns, below = [] }, rows, colour) {
  const cells = rows.map((row) => row.cells.map((cell) => shorten(singleLine(cell.text), LONGEST_CELL)));
  const used = columns.map((title, index) => ({ title, index })).filter(({ index }) => !below.includes(index) && cells.some((row) => row[index]));
  const widths = used.map(({ title, index }) => Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[index] ?? ""))));
  const right = used.map(({ index }) => rows.some((row) => row.cells[index]?.kind === "number"));
  const line = (text) => `  ${used.map(({ index }, at) => padWidth(text(index), widths[at] ?? 0, right[at] ? "right" : "left")).join("  ")}`.trimEnd();
  const lines = rows.flatMap((row, at) => [
    paint(line((index) => cells[at]?.[index] ?? ""), row.tone === "good" ? "plain" : row.tone, colour),
    ...below.flatMap((index, place) => {
      const text = singleLine(row.cells[index]?.text ?? "");
      return text === "" ? [] : [`    ${place === 0 ? "" : `${columns[index] ?? ""}: `}${text}`];
    })
  ]);
  return [paint(line((index) => columns[index] ?? ""), "dim", colour), ...lines];
}

// src/run/live-line.ts
var CLEAR = "\r\x1B[2K";
var REDRAW_MS = 1e3;
function createLiveLine(stream) {
  let label;
  let since = 0;
  let drawn = false;
  let timer;
  const clear = () => {
    if (drawn) stream.write(CLEAR);
    drawn = false;
  };
  const draw = () => {
    if (label === void 0) return;
    const elapsed = formatElapsed((performance.now() - since) / 1e3);
    const room = Math.max(10, (stream.columns || 80) - 1);
    stream.write(`${CLEAR}${fitWidth(label, room - elapsed.length - 2)}  ${elapsed}`);
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
    above(write) {
      clear();
      write();
      draw();
    }
  };
}

// src/run/terminal-host.ts
var isOn = (value) => value !== void 0 && !["", "0", "false"].includes(value.toLowerCase());
function createTerminalHost(options) {
  const { env } = options;
  const stream = options.json ? process.stderr : process.stdout;
  const inRunner = isOn(env["GITHUB_ACTIONS"]);
  const rich = stream.isTTY === true && !env["NO_COLOR"] && !isOn(env["CI"]) && !inRunner && env["TERM"] !== "dumb";
  for (const each of [process.stdout, process.stderr]) each.on("error", () => void 0);
  const redactor = createRedactor();
  const fence = createFence((text) => stream.write(text), inRunner);
  const live = rich ? createLiveLine(stream) : void 0;
  const above = (write) => {
    if (live) live.above(write);
    else write();
  };
  const ours = (line) => above(() => fence.ours(`${line}
`));
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
    const names = [status && group && status.text.startsWith(group.name) ? void 0 : group?.name, status?.text].filter((name) => name !== void 0);
    live?.show(names.length > 0 ? names.join(" · ") : void 0, Math.max(group?.since ?? 0, status?.since ?? 0));
  };
  const say = (word, tone, message, place = {}) => {
    const where = place.path === void 0 ? "" : ` (${singleLine(redactor.redact(place.path))}${place.line === void 0 ? "" : `:${place.line}`})`;
    ours(`${paint(`${word}:`, tone, rich)} ${shown(message)}${where}`);
  };
  const close = () => {
    flush();
    live?.show(void 0);
  };
  const printed = (text, to = process.stdout) => {
    close();
    createFence((piece) => to.write(piece), inRunner).ours(text);
  };
  return {
    colour: rich,
    info(message) {
      ours(shown(message));
    },
    debug(message) {
      if (options.verbose) ours(paint(shown(message), "dim", rich));
    },
    notice(message, place) {
      say("notice", "plain", message, place);
    },
    warning(message, place) {
      say("warning", "warn", message, place);
    },
    error(message, place) {
      say("error", "bad", message, place);
    },
    output(text) {
      lines.write(text);
    },
    async group(name, body) {
      const heading = singleLine(redactor.redact(name));
      const group = { name: heading, since: performance.now() };
      flush();
      if (!live) ours(`== ${heading}`);
      groups.push(group);
      redraw();
      let failed = true;
      try {
        const value = await body();
        failed = false;
        return value;
      } finally {
        flush();
        groups.splice(groups.indexOf(group), 1);
        redraw();
        const took = formatSeconds((performance.now() - group.since) / 1e3);
        ours(`${paint(failed ? "✗" : "✓", failed ? "bad" : "good", rich)} ${heading} ${paint(took, "dim", rich)}`);
      }
    },
    status(text, since = performance.now()) {
      status = text === void 0 ? void 0 : { text: singleLine(redactor.redact(text)), since };
      redraw();
    },
    mask(secret) {
      redactor.add(secret);
    },
    redact: (text) => redactor.redact(text),
    print(text) {
      printed(redactor.redact(text));
    },
    printJson(value) {
      printed(`${jsonText(redactStrings(value, (text) => redactor.redact(text)))}
`);
    },
    fail(message) {
      printed(`dvc-ci: ${shown(message)}
`, process.stderr);
    },
    close
  };
}

// src/command-line.ts
async function runCommandLine(argv) {
  const { env } = process;
  const verbose = argv.includes("--verbose") || argv.includes("-v");
  const json = argv.includes("--json");
  const host = createTerminalHost({ env, verbose, json });
  const fail = (error) => {
    process.exitCode = reportFailure(error, argv, host, json);
  };
  process.once("uncaughtException", (error) => {
    killLivingGroups();
    fail(error);
    process.exit();
  });
  const { signal, dispose } = listenForCancel({ onCancel: (name) => host.info(`${name}: ending what runs. Ctrl-C once more ends it at once.`) });
  try {
    const request = await loadCliSettings(argv, env, process.cwd());
    if (request.kind === "help") host.print(request.text.endsWith("\n") ? request.text : `${request.text}
`);
    else if (request.kind === "version") host.print(`${version()}
`);
    else if (request.kind === "merge-driver") process.exitCode = await mergeDriver(request.files);
    else process.exitCode = await run(request.settings, host, request.json, signal);
  } catch (error) {
    fail(error);
  } finally {
    host.close();
    dispose();
  }
}
async function mergeDriver(files) {
  const { runMergeDriver } = await import("./merge-driver-MYSWBU7G.js");
  return runMergeDriver(files, process.cwd());
}
async function run(settings, host, json, signal) {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret);
  signal.throwIfAborted();
  const { execute } = await import("./execute-UDTMRH2Y.js");
  const { report, exitCode } = await execute(settings, host, signal);
  if (json) {
    if (exitCode !== 0) host.fail(report.message);
    host.printJson(report);
  } else host.print(`
${renderTerminal(report, { colour: host.colour })}`);
  return exitCode;
}
function reportFailure(error, argv, host, json) {
  const { report, exitCode, stack } = failedRun(error, argv[0], process.env);
  report.message = host.redact(report.message);
  host.fail(report.message);
  if (stack !== void 0) host.debug(stack);
  writeRunFiles(filesOfOptions(argv, process.cwd()), report, (message) => {
    host.fail(message);
  });
  if (json) host.printJson(report);
  return exitCode;
}
export {
  runCommandLine
};
