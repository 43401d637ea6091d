import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  SETTINGS
} from "./chunk-47C5EFT2.js";
import {
  CREDENTIAL_WORDS,
  MODES,
  credentialOption,
  isTool,
  unknownModeRemedy
} from "./chunk-35DVGGLY.js";
import {
  showValue,
  throwProblems
} from "./chunk-LJ6IJPAN.js";
import {
  joined
} from "./chunk-WFAHW5JG.js";
import {
  appendTo
} from "./chunk-6BXGY3ZC.js";
import {
  SetupError
} from "./chunk-GSQGKKGD.js";
import {
  didYouMean,
  nearest
} from "./chunk-J4Y3FKE2.js";

// src/settings/table/row.ts
function isFlag(row) {
  return typeof row.default === "boolean";
}

// src/settings/arguments.ts
import { parseArgs } from "node:util";
var COMMAND_OPTIONS = [
  {
    name: "json",
    description: "Write the report to standard output as JSON. All other output goes to standard error."
  },
  { name: "verbose", short: "v", description: "Show more details in the log." },
  { name: "quiet", short: "q", description: "Show only warnings, failures and the verdict." },
  { name: "help", short: "h", description: "Show this help." },
  { name: "version", description: "Show the version of dvc-ci." }
];
var MERGE_DRIVER = "merge-driver";
var ROWS = new Map(SETTINGS.filter((row) => row.surfaces.includes("option")).map((row) => [row.name, row]));
var COMMANDS = new Set(COMMAND_OPTIONS.map(({ name }) => name));
var MEANT = meantOptions();
function meantOptions() {
  const names = [...ROWS.keys(), ...COMMANDS];
  const meant = /* @__PURE__ */ new Map();
  for (const name of names) {
    const end = name.slice(name.indexOf("-") + 1);
    if (end !== name && end.length > 3) appendTo(meant, end, name);
  }
  for (const { key, name } of ROWS.values()) {
    const last = key?.split(".").at(-1);
    if (last !== void 0 && !meant.get(last)?.includes(name)) meant.set(last, [name]);
  }
  for (const name of names) meant.set(name, [name]);
  return meant;
}
function parserOptions() {
  const options = { ...CREDENTIAL_WORDS };
  for (const row of ROWS.values()) {
    options[row.name] = {
      type: isFlag(row) ? "boolean" : "string",
      ...row.short === void 0 ? {} : { short: row.short }
    };
  }
  for (const option of COMMAND_OPTIONS)
    options[option.name] = { type: "boolean", ..."short" in option ? { short: option.short } : {} };
  return options;
}
function isMode(word) {
  return MODES.some(({ mode }) => mode === word);
}
function parseArguments(argv) {
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(),
    strict: false,
    allowPositionals: true,
    tokens: true
  });
  const words = tokens.flatMap((token) => token.kind === "positional" ? [token.value] : []);
  const problems = [];
  const texts = /* @__PURE__ */ new Map();
  const commands = /* @__PURE__ */ new Set();
  const doubtful = /* @__PURE__ */ new Set();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (COMMANDS.has(token.name)) {
      if (token.value === void 0) commands.add(token.name);
      else
        problems.push({
          id: "argument-invalid",
          message: `${token.rawName} takes no value.`,
          key: token.name,
          value: token.value,
          remedy: `Write ${token.rawName} alone.`
        });
      continue;
    }
    const negated = token.name.startsWith("no-") && !ROWS.has(token.name);
    const row = ROWS.get(negated ? token.name.slice(3) : token.name);
    if (row === void 0 || negated && (!isFlag(row) || token.value !== void 0)) {
      const next = argv[token.index + 1];
      if (next !== void 0 && token.value === void 0) doubtful.add(next);
      problems.push(credentialOption(token.rawName, token.name) ?? unknownOption(token.rawName, token.name));
      continue;
    }
    const value = isFlag(row) ? token.value ?? String(!negated) : token.value;
    if (value === void 0 || !isFlag(row) && token.inlineValue === false && /^-./.test(value)) {
      problems.push({
        id: "argument-invalid",
        message: `${token.rawName} needs a value${value === void 0 ? "" : `, but ${showValue(value)} follows`}.`,
        key: row.name,
        ...value === void 0 ? {} : { value },
        remedy: `Give it as ${row.values}${value === void 0 ? "" : `; write a value that starts with '-' as --${row.name}=${value}`}.`
      });
      continue;
    }
    const earlier = ["pairs", "params", "data"].includes(row.text) || row.name === "checks" ? texts.get(row.name) : void 0;
    texts.set(row.name, earlier === void 0 ? value : `${earlier}
${value}`);
  }
  const [first] = words;
  if (first === "help" || first === "version") commands.add(words.shift() ?? "");
  const [mode, ...more] = words;
  const files = mode === "resolve" || mode === "diff" ? more.splice(0) : mode === "verify" ? more.splice(0, 1) : [];
  if (mode === "audit" && more.length > 0) texts.set("audit-stages", more.splice(0).join("\n"));
  if (commands.has("help")) return helpOf(mode);
  if (commands.has("version")) return { kind: "version" };
  const isKnown = mode === void 0 || mode === "auto" || isMode(mode);
  if (!isKnown)
    problems.push({
      id: "setting-invalid",
      message: isTool(mode) ? `the command ${mode} is not the first word.` : `unknown mode ${showValue(mode)}.`,
      key: "mode",
      value: mode,
      remedy: unknownModeRemedy(mode)
    });
  const unexpected = isKnown || !isTool(mode) ? more.filter((word) => !doubtful.has(word)) : [];
  for (const word of unexpected)
    problems.push({
      id: "argument-invalid",
      message: `unexpected argument ${showValue(word)}.`,
      key: "mode",
      value: word,
      remedy: `Write one mode, then the options. Put ${showValue(word)} after its option.`
    });
  if (isMode(mode)) problems.push(...foreignOptions(mode, texts.keys()));
  throwProblems(problems);
  return {
    kind: "run",
    ...mode === void 0 ? {} : { mode },
    texts,
    files,
    json: commands.has("json"),
    quiet: commands.has("quiet"),
    verbose: commands.has("verbose")
  };
}
function unknownOption(rawName, name) {
  const problem = { id: "setting-unknown", key: rawName, value: rawName };
  const elsewhere = SETTINGS.find((row) => row.name === name && !ROWS.has(name) && name !== "mode");
  if (elsewhere !== void 0)
    return {
      ...problem,
      message: `${rawName} is no option of the command line.`,
      remedy: `${name} is ${elsewhere.key === void 0 ? "an input of the action" : "a key of dvc-ci.yaml"}.`
    };
  const meant = MEANT.get(nearest(name, MEANT.keys()) ?? "")?.map((each) => `--${each}`);
  return {
    ...problem,
    message: `unknown option ${rawName}.`,
    remedy: `${didYouMean(meant?.join(" or "))}\`dvc-ci help all\` lists the options.`
  };
}
function parseDriverArguments(argv) {
  const [base, ours, theirs, path, ...more] = argv;
  if (base === void 0 || ours === void 0 || theirs === void 0 || path === void 0 || more.length > 0) {
    throw new SetupError("argument-invalid", `${MERGE_DRIVER} takes four files, not ${argv.length}.`, {
      key: MERGE_DRIVER,
      value: argv.join(" "),
      remedy: "Git runs it. Use `dvc-ci resolve --install-driver` to configure it."
    });
  }
  return { base, ours, theirs, path };
}
function helpOf(word) {
  if (isMode(word)) return { kind: "help", mode: word };
  if (word === "all") return { kind: "help", all: true };
  if (word === void 0 || ["auto", "help", "version"].includes(word)) return { kind: "help" };
  throw new SetupError("setting-invalid", `help: unknown mode or command ${showValue(word)}.`, {
    key: "mode",
    value: word,
    remedy: unknownModeRemedy(word)
  });
}
function foreignOptions(mode, names) {
  return [...names].flatMap((name) => {
    const modes = ROWS.get(name)?.modes ?? [];
    if (modes.includes(mode)) return [];
    return [
      {
        id: "argument-invalid",
        message: `--${name} has no effect in the mode ${mode}.`,
        key: name,
        value: mode,
        remedy: `Remove it: it is an option of ${joined(modes)}.`
      }
    ];
  });
}

export {
  isFlag,
  COMMAND_OPTIONS,
  MERGE_DRIVER,
  parseArguments,
  parseDriverArguments
};
