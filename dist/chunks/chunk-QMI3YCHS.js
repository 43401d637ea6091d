import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  VARIATIONS
} from "./chunk-UBRFTX3D.js";
import {
  require_dist
} from "./chunk-FZMT2CAN.js";
import {
  RULE_NAMES
} from "./chunk-R2ATGWBR.js";
import {
  SETTINGS
} from "./chunk-47C5EFT2.js";
import {
  URL_SCHEMES,
  isUrl,
  schemeOf
} from "./chunk-IISNHXBN.js";
import {
  MODES
} from "./chunk-35DVGGLY.js";
import {
  dotted,
  showValue
} from "./chunk-LJ6IJPAN.js";
import {
  joined
} from "./chunk-WFAHW5JG.js";
import {
  NEVER,
  ZodBigInt,
  ZodBoolean,
  ZodDate,
  ZodNumber,
  ZodString,
  _coercedBigint,
  _coercedBoolean,
  _coercedDate,
  _coercedNumber,
  _coercedString,
  _enum,
  array,
  boolean,
  int,
  literal,
  number,
  record,
  strictObject,
  string,
  union,
  unknown
} from "./chunk-33TNGAK7.js";
import {
  SetupError,
  fileDenied,
  messageOf
} from "./chunk-GSQGKKGD.js";
import {
  isCredential,
  isKnownOption
} from "./chunk-PYVRI32Z.js";
import {
  flattenOptions
} from "./chunk-VHRYJ7LI.js";
import {
  isRecord
} from "./chunk-MEE4SBZR.js";
import {
  didYouMean,
  nearest
} from "./chunk-J4Y3FKE2.js";
import {
  __export,
  __toESM
} from "./chunk-VUXC3WPS.js";

// src/settings/config-file.ts
import { access, constants, lstat, readFile, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute as isAbsolute2, join, relative as relative2, resolve as resolve2, sep } from "node:path";

// src/settings/yaml-tree.ts
var import_yaml = __toESM(require_dist(), 1);

// src/settings/number-text.ts
var NUMBER_PATTERN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
var NumberText = class _NumberText {
  constructor(text) {
    this.text = text;
  }
  text;
  /** @returns undefined for a text that is no number, or that JavaScript writes in the same way */
  static of(text) {
    return NUMBER_PATTERN.test(text) && String(Number(text)) !== text ? new _NumberText(text) : void 0;
  }
  get value() {
    return Number(this.text);
  }
  toJSON() {
    return this.value;
  }
  toString() {
    return this.text;
  }
};

// src/settings/yaml-tree.ts
var MAX_ALIASES = 100;
var MAX_PROBLEMS = 100;
var TOO_DEEP = {
  message: "It is nested too deeply.",
  remedy: "Write the values out, without nesting or aliases."
};
var KNOWN = {
  TAB_AS_INDENT: { remedy: "Indent with spaces." },
  MULTIPLE_DOCS: { message: "there is more than one YAML document.", remedy: "Keep one: remove the `---` lines." }
};
function readYaml(text, textual) {
  const lines2 = new import_yaml.LineCounter();
  const lineAt = (offset) => lines2.linePos(offset).line;
  const refused2 = (problems) => ({ value: void 0, problems, lineOf: () => void 0 });
  try {
    const document = (0, import_yaml.parseDocument)(text, {
      prettyErrors: false,
      uniqueKeys: false,
      lineCounter: lines2,
      ...textual === "all" ? { schema: "failsafe" } : {}
    });
    const errors = [...document.errors, ...document.warnings];
    if (errors.some(({ code }) => code === "RESOURCE_EXHAUSTION")) return refused2([TOO_DEEP]);
    const problems = errors.slice(0, MAX_PROBLEMS).map(({ code, message, pos }) => ({
      message: KNOWN[code]?.message ?? `${message.replace(/\s+/g, " ").replace(/\.?$/, "")}.`,
      remedy: KNOWN[code]?.remedy ?? "Correct the YAML on that line.",
      line: lineAt(pos[0])
    }));
    problems.push(...wrongKeys(document, lineAt));
    if (problems.length > 0) return refused2(problems);
    if (textual === "numbers") keepNumbers(document);
    if (typeof textual === "object") keepTexts(document.get(textual.below, true));
    return {
      value: document.toJS({ maxAliasCount: MAX_ALIASES }),
      problems,
      lineOf: (path) => {
        const offset = offsetOf(document.contents, path, (node) => (0, import_yaml.isAlias)(node) ? node.resolve(document) : node);
        return offset === void 0 ? void 0 : lineAt(offset);
      }
    };
  } catch (error) {
    return refused2([
      error instanceof RangeError ? TOO_DEEP : { ...TOO_DEEP, message: "Its aliases expand without end." }
    ]);
  }
}
function wrongKeys(document, lineAt) {
  const problems = [];
  const add = (node, message, remedy) => problems.push({ message, remedy, ...node.range ? { line: lineAt(node.range[0]) } : {} });
  const anchors = /* @__PURE__ */ new Set();
  (0, import_yaml.visit)(document, {
    Alias: (_, alias) => {
      if (!anchors.has(alias.source))
        add(alias, `the alias *${alias.source} has no anchor before it.`, "Correct the YAML on that line.");
      return problems.length < MAX_PROBLEMS ? void 0 : import_yaml.visit.BREAK;
    },
    Value: (_, node) => {
      if (node.anchor !== void 0) anchors.add(node.anchor);
      const seen = /* @__PURE__ */ new Set();
      for (const { key } of (0, import_yaml.isMap)(node) ? node.items : []) {
        if ((0, import_yaml.isMap)(key) || (0, import_yaml.isSeq)(key)) add(key, "a key is a list or a mapping.", "Write the key as one name.");
        if (!(0, import_yaml.isScalar)(key)) continue;
        const name2 = String(key.value);
        if (seen.has(name2)) add(key, `'${name2}' is given twice.`, "Keep one of them.");
        if (name2 === "__proto__") add(key, `'${name2}' is not a valid name.`, "Remove it.");
        seen.add(name2);
      }
      return problems.length < MAX_PROBLEMS ? void 0 : import_yaml.visit.BREAK;
    }
  });
  return problems;
}
function keepTexts(node) {
  if (!(0, import_yaml.isMap)(node)) return;
  for (const { value } of node.items) {
    if ((0, import_yaml.isScalar)(value) && typeof value.value !== "string" && value.source) value.value = value.source;
    else keepTexts(value);
  }
}
function keepNumbers(document) {
  (0, import_yaml.visit)(document, {
    Scalar: (key, node) => {
      if (key === "key" || typeof node.value !== "number" || node.source === void 0) return;
      node.value = NumberText.of(node.source) ?? node.value;
    }
  });
}
function offsetOf(root, path, resolve3) {
  let node = root;
  let offset;
  for (const part of path) {
    node = resolve3(node);
    if ((0, import_yaml.isMap)(node)) {
      const pair = node.items.find(({ key }) => (0, import_yaml.isScalar)(key) && String(key.value) === String(part));
      if (pair === void 0) break;
      if ((0, import_yaml.isScalar)(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
    } else if ((0, import_yaml.isSeq)(node)) {
      node = node.items[Number(part)];
      if ((0, import_yaml.isScalar)(node) && node.range) offset = node.range[0];
    } else break;
  }
  return offset;
}

// src/settings/issues.ts
function valueAt(value, path) {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return void 0;
    current = current[part];
  }
  return current;
}
function flatten(issue) {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.find(
    (branch) => branch.some((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys")
  );
  if (meant === void 0) return [issue];
  return meant.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}
function suggestion(parents, key, allowed) {
  const elsewhere = parents.length < 2 ? SETTINGS.find(
    (row) => row.key !== void 0 && !allowed.includes(key) && (row.name === key || row.key.split(".").at(-1) === key)
  )?.key : void 0;
  const near = nearest(key, allowed);
  if (near?.endsWith(`-${key}`) === true) return dotted([...parents, near]);
  return elsewhere ?? (near === void 0 ? void 0 : dotted([...parents, near]));
}
function placeOf(key) {
  const row = SETTINGS.find(({ name: name2 }) => name2 === key);
  if (row === void 0 || row.key !== void 0) return void 0;
  const places = [
    ...row.surfaces.includes("input") ? ["an input of the action"] : [],
    ...row.name === "mode" ? ["the first word of the command line"] : [],
    ...row.surfaces.includes("option") ? ["an option of the command line"] : []
  ];
  return places.length === 0 ? void 0 : `${key} is ${places.join(" and ")}, not a key of dvc-ci.yaml. `;
}
function issueProblems(error, value, origin) {
  const issues = error.issues.flatMap(flatten).slice(0, MAX_PROBLEMS);
  const misspelt = new Set(
    issues.filter((issue) => issue.code === "unrecognized_keys").map((issue) => JSON.stringify(issue.path))
  );
  const problems = [];
  const add = (id, path, tell, seen, remedy) => {
    const place = origin.place?.(path);
    const where = place === void 0 ? "" : `${place.path}${place.line === void 0 ? "" : `:${place.line}`}: `;
    problems.push({
      id,
      message: `${where}${tell(origin.name(path))}`,
      key: origin.key(path),
      remedy,
      ...seen === void 0 ? {} : { value: seen },
      ...place
    });
  };
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") {
      const allowed = issue.message.split(", ");
      for (const key of issue.keys.slice(0, MAX_PROBLEMS)) {
        const meant = suggestion(issue.path, key, allowed);
        const elsewhere = issue.path.length === 0 ? placeOf(key) : void 0;
        add(
          "setting-unknown",
          [...issue.path, key],
          (shown) => `${shown} is not a setting.`,
          key,
          `${elsewhere ?? didYouMean(meant)}Allowed here: ${issue.message}.`
        );
      }
    } else if (issue.code === "invalid_key") {
      add(
        "setting-invalid",
        issue.path,
        (shown) => `${shown} is not a valid name here.`,
        String(issue.path.at(-1)),
        issue.issues[0]?.message ?? issue.message
      );
    } else if (issue.code !== "custom" || !misspelt.has(JSON.stringify(issue.path))) {
      const seen = valueAt(value, issue.path);
      if (seen === void 0)
        add("setting-missing", issue.path, (shown) => `${shown} is missing.`, void 0, issue.message);
      else {
        const hidden = origin.secret?.(issue.path) === true && typeof seen !== "object" && seen !== "";
        const text = hidden ? "not valid" : lackOf(issue) ?? showValue(seen);
        add(
          "setting-invalid",
          issue.path,
          (shown) => `${shown} is ${text}.`,
          hidden ? "***" : typeof seen === "string" ? seen : text,
          `${hidden ? "" : meantValue(issue, seen)}${issue.message}`
        );
      }
    }
  }
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
function meantValue(issue, seen) {
  if (issue.code !== "invalid_value" || typeof seen !== "string") return "";
  return didYouMean(nearest(seen, issue.values.map(String)));
}
function lackOf(issue) {
  const lack = issue.code === "custom" ? issue.params?.lack : void 0;
  return typeof lack === "string" ? lack : void 0;
}

// node_modules/zod/v4/classic/coerce.js
var coerce_exports = {};
__export(coerce_exports, {
  bigint: () => bigint,
  boolean: () => boolean2,
  date: () => date,
  number: () => number2,
  string: () => string2
});
function string2(params2) {
  return _coercedString(ZodString, params2);
}
function number2(params2) {
  return _coercedNumber(ZodNumber, params2);
}
function boolean2(params2) {
  return _coercedBoolean(ZodBoolean, params2);
}
function bigint(params2) {
  return _coercedBigint(ZodBigInt, params2);
}
function date(params2) {
  return _coercedDate(ZodDate, params2);
}

// src/settings/values.ts
var LONGEST_SECONDS = 7 * 24 * 3600;
var UNIT_SECONDS = { s: 1, m: 60, h: 3600 };
var DURATION_PATTERN = /^(\d+(?:\.\d+)?)\s*([smh])$/;
var PERCENT_PATTERN = /^(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*%$/;
function parseDuration(value) {
  let seconds;
  if (typeof value === "number") seconds = value;
  else {
    const [, amount, unit] = DURATION_PATTERN.exec(value) ?? [];
    if (amount === void 0 || unit !== "s" && unit !== "m" && unit !== "h") return void 0;
    seconds = Number(amount) * UNIT_SECONDS[unit];
  }
  return seconds > 0 && seconds <= LONGEST_SECONDS ? seconds : void 0;
}
var UNIT_BYTES = { K: 1e3, M: 1e6, G: 1e9 };
function parseSize(value) {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(?:([KMG])B?)?$/i.exec(String(value).trim()) ?? [];
  if (amount === void 0) return void 0;
  const letter = unit?.toUpperCase();
  const size = Number(amount) * (letter === "K" || letter === "M" || letter === "G" ? UNIT_BYTES[letter] : 1);
  return size >= 1 && Number.isFinite(size) ? Math.round(size) : void 0;
}
function parseLimit(value, unit) {
  const percent = typeof value === "string" ? PERCENT_PATTERN.exec(value)?.[1] : void 0;
  if (typeof value === "string" && percent === void 0) return void 0;
  const limit2 = percent === void 0 ? { amount: Number(value), unit } : { amount: Number(percent) / 100, unit: "share" };
  return Number.isFinite(limit2.amount) && limit2.amount >= 0 ? limit2 : void 0;
}
function parseWritten(text) {
  const value = parseScalar(text);
  return (typeof value === "number" ? NumberText.of(text) : void 0) ?? value;
}
function parseScalar(text) {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  return NUMBER_PATTERN.test(text) ? Number(text) : text;
}

// src/settings/schema/parts.ts
function strict(shape, remedy) {
  return strictObject(shape, {
    error: (issue) => issue.code === "unrecognized_keys" ? Object.keys(shape).join(", ") : remedy
  });
}
var choice = (...values) => _enum(values, { error: `Allowed: ${values.join(", ")}.` });
var name = (what) => {
  const error = `Give ${what} as text on one line, without a leading '-'; quote a text that looks like a number.`;
  return string({ error }).regex(/^[^\x00-\x20\x7f-](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$/, { error });
};
var INSIDE = /^(?![/\\~]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))/;
var shellLine = (error) => string({ error }).regex(/[^\s]/, { error });
var STAGES = "a list of stage names such as [train, evaluate]";
var stageList = array(
  string({ error: "Give the name of a stage." }).regex(/^[^\x00-\x20\x7f,-][^\x00-\x1f\x7f,]*$/, { error: "Give the name of a stage." }),
  { error: `Give ${STAGES}.` }
).min(1, { error: "Name at least one stage." });
var QUOTED = "Write the number without quotes.";
var unlessQuoted = (remedy) => (issue) => typeof issue.input === "string" && NUMBER_PATTERN.test(issue.input.trim()) ? QUOTED : remedy;
var LIMIT = "Write a number such as 0.01 or a percentage such as 10%; 0 or more.";
var limit = (unit) => union(
  [
    number({ error: LIMIT }).nonnegative({ error: LIMIT }),
    string({ error: LIMIT }).regex(PERCENT_PATTERN, { error: unlessQuoted(LIMIT) })
  ],
  { error: LIMIT }
).transform((value, context) => parseLimit(value, unit) ?? refused(context, LIMIT));
function refused(context, remedy) {
  context.issues.push({ code: "custom", message: remedy, input: context.value });
  return NEVER;
}
var targetList = array(
  string({ error: "Give the name of a stage or a path." }).regex(/^[^\x00-\x20\x7f,-][^\x00-\x1f\x7f,]*$/, { error: "Give the name of a stage or a path." }),
  { error: "Give a list such as [data/raw.csv.dvc, train]." }
);
var FLAG = "Write true or false.";
var DURATION = "Write seconds or a number with s, m or h, such as 90s, 30m or 2h; more than 0 and at most 7 days.";
var durationShapes = (error) => [
  number({ error }).positive({ error }).max(LONGEST_SECONDS, { error }),
  string({ error }).regex(DURATION_PATTERN, { error })
];
var duration = union(durationShapes(DURATION), { error: DURATION }).transform((value, context) => parseDuration(value) ?? refused(context, DURATION));
var SIZE = "Use a size such as 2G or 500M.";
var bytes = union([number({ error: SIZE }), string({ error: SIZE })], { error: SIZE }).transform((value, context) => {
  const size = parseSize(value);
  if (size !== void 0) return size;
  context.addIssue({ code: "custom", message: SIZE, input: value });
  return NEVER;
});

// src/settings/schema/audit.ts
var WHICH = `Allowed: all, or ${STAGES}.`;
var VARY = `Allowed: none, or some of ${VARIATIONS.join(", ")}, with commas or as a list.`;
var variation = string({ error: VARY });
var isVariation = (name2) => VARIATIONS.some((known) => known === name2);
var auditShapes = {
  "audit-stages": union([literal("all"), stageList], { error: WHICH }).transform((value) => value === "all" ? void 0 : value),
  vary: union([variation, array(variation, { error: VARY }).min(1, { error: VARY })], { error: VARY }).transform((value, context) => {
    const names2 = (Array.isArray(value) ? value : value.split(",")).map((name2) => name2.trim()).filter(Boolean);
    if (names2.length === 1 && names2[0] === "none") return [];
    const known = names2.filter(isVariation);
    return names2.length === 0 || known.length < names2.length ? refused(context, VARY) : [...new Set(known)];
  }),
  differences: choice("warn", "fail"),
  audit: choice("off", "warn", "fail")
};

// src/settings/schema/card.ts
var CARD = "Give the path of a Markdown file of the repository, such as MODEL_CARD.md.";
var HUB = "Give a model repository of the Hugging Face Hub as OWNER/NAME.";
var cardShapes = {
  card: string({ error: CARD }).regex(/^(?![/\\~]|[A-Za-z]:|-)(?!.*[\\/]$)[^\x00-\x1f\x7f\\]*[^\x00-\x20\x7f\\]$/, { error: CARD }).optional(),
  // The names that the Hub allows (huggingface_hub, validate_repo_id).
  hub: string({ error: HUB }).max(96, { error: HUB }).regex(/^(?!.*(?:--|\.\.))(?!.*\.git$)[A-Za-z0-9](?:[\w.-]*\w)?\/\w(?:[\w.-]*\w)?$/, { error: HUB }).optional(),
  "github-release": boolean({ error: FLAG })
};

// src/settings/schema/data.ts
var KEYS = "Write a mapping of tables to the column, or the list of columns, that identifies a row.";
var COLUMN = "Give the name of a column.";
var column = string({ error: COLUMN }).min(1, { error: COLUMN });
var dataShapes = {
  "data-diff": choice("none", "files", "all"),
  "data-show": choice("counts", "values"),
  "data-keys": record(
    string().min(1, { error: "Give the path of a table." }),
    union([column, array(column).min(1)], { error: KEYS }),
    {
      error: KEYS
    }
  ).transform((written) => new Map(Object.entries(written).map(([path, columns2]) => [path, [columns2].flat()]))),
  "data-limit": bytes,
  "data-timeout": duration,
  "data-memory": bytes
};

// src/settings/schema/deploy.ts
var deployShapes = {
  environment: name("the name of an environment").max(255, { error: "Give at most 255 characters." }).optional(),
  "deploy-command": shellLine("Give the shell line that deploys.").optional(),
  "deploy-event": name("the type of the event").max(100, { error: "Give at most 100 characters." }).optional(),
  "deploy-workflow": name("the file of a workflow").regex(/^[^/\\]+\.ya?ml$/, { error: "Give the name of a file in .github/workflows, such as deploy.yml." }).optional(),
  "deploy-rollback": boolean({ error: FLAG })
};

// src/settings/schema/existing-version.ts
var REVISION = /^(?:version:)?(?![^]*(?:\.\.|@\{))[^\x00-\x20\x7f:?*[\\]+$/;
var REVISION_REMEDY = "Name a tag, a branch or a commit, such as v2.0, or version:N of the registered model.";
var existingVersionShapes = {
  to: name("a tag, a branch or a commit").regex(/^(?:version:\d+|(?!version:).*)$/, { error: REVISION_REMEDY }).regex(REVISION, { error: REVISION_REMEDY }).optional(),
  targets: targetList.optional().transform((value) => value ?? []),
  restore: choice("data", "all"),
  resume: boolean({ error: FLAG }),
  release: boolean({ error: FLAG })
};

// src/settings/schema/fan-out.ts
var RUNS_ON = "Give the label of a runner such as ubuntu-latest, or a list of them such as [self-hosted, linux].";
var fanOutShapes = {
  "runs-on": union(
    [
      name("the label of a runner"),
      array(name("the label of a runner"), { error: RUNS_ON }).min(1, { error: RUNS_ON })
    ],
    { error: RUNS_ON }
  ).transform((value) => [value].flat()),
  "plan-for": choice("rebuild", "retrain", "validate"),
  plan: name("the plan").optional(),
  job: name("the name of a job").max(80, { error: "Give the name of a job of the plan." }).optional(),
  fragments: name("a folder").optional()
};

// src/settings/schema/gc.ts
var GRACE = "Write a number with s, m, h or d, such as 14d or 36h; more than 0 and at most 365 days.";
var UNIT_SECONDS2 = { s: 1, m: 60, h: 3600, d: 24 * 3600 };
var GRACE_PATTERN = /^(\d+(?:\.\d+)?)\s*([smhd])$/;
var LONGEST_GRACE = 365 * 24 * 3600;
var COUNT = "Write a whole number from 0 to 100000.";
var PROJECTS = "Write none, or addresses or paths of Git repositories: a list, or with commas.";
var count = int({ error: unlessQuoted(COUNT) }).min(0, { error: COUNT }).max(1e5, { error: COUNT });
var project = string({ error: PROJECTS }).regex(/^(?!\s*-)(?!\s*[\w.+-]+::)[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$/, { error: PROJECTS });
var gcShapes = {
  delete: boolean({ error: FLAG }),
  grace: string({ error: GRACE }).regex(GRACE_PATTERN, { error: GRACE }).transform((value, context) => {
    const [, amount = "", unit = ""] = GRACE_PATTERN.exec(value) ?? [];
    const seconds = Number(amount) * (UNIT_SECONDS2[unit] ?? 0);
    return seconds > 0 && seconds <= LONGEST_GRACE ? seconds : refused(context, GRACE);
  }),
  "keep-builds": count,
  "keep-days": count,
  projects: union([project, array(project, { error: PROJECTS }).min(1, { error: PROJECTS })], { error: PROJECTS }).optional().transform((value, context) => {
    if (value === void 0) return void 0;
    const named = (Array.isArray(value) ? value : value.split(",")).map((each) => each.trim()).filter(Boolean);
    if (named.length === 1 && named[0] === "none") return [];
    return named.length === 0 || named.includes("none") ? refused(context, PROJECTS) : named;
  })
};

// src/settings/import-token.ts
var USER = "oauth2";
var LINE = /^([A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9A-Fa-f:]+\](?::\d{1,5})?)=(?:([^\s:=]+):)?([^\s:]+)$/;
function parseImportTokens(text) {
  const tokens = [];
  for (const line2 of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line2 === "") continue;
    const [, host, user = USER, token] = LINE.exec(line2) ?? [];
    if (host === void 0 || token === void 0) return void 0;
    if (tokens.some((each) => each.host === host.toLowerCase())) return void 0;
    tokens.push({ host: host.toLowerCase(), user, token });
  }
  return tokens;
}

// src/settings/schema/general.ts
var CHECK = "Give a shell line, or a list of them, or { run: LINE, report: FILE }.";
var CHECK_NAME = "Start the name of a check with a letter; one line, at most 100 characters.";
var REPORT = "Give a path or pattern inside the working directory, such as reports/*.xml; or a list of them, at most 20.";
var reportPath = string({ error: REPORT }).max(500, { error: REPORT }).regex(/^[^\x00-\x20\x7f-](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$/, { error: REPORT }).regex(INSIDE, { error: REPORT });
var lines = union([shellLine(CHECK), array(shellLine(CHECK), { error: CHECK }).min(1, { error: CHECK })], {
  error: CHECK
});
var checks = record(
  string().regex(/^[^\x00-\x20\x7f\d_-][^\x00-\x1f\x7f]{0,99}$/, { error: CHECK_NAME }),
  union(
    [
      shellLine(CHECK),
      array(shellLine(CHECK), { error: CHECK }).min(1, { error: CHECK }),
      strict(
        {
          run: lines,
          report: union(
            [reportPath, array(reportPath, { error: REPORT }).min(1, { error: REPORT }).max(20, { error: REPORT })],
            {
              error: REPORT
            }
          ).optional()
        },
        CHECK
      )
    ],
    { error: CHECK }
  ),
  { error: "Write a mapping of names to shell lines, such as unit: pytest -q tests/unit." }
);
var OPTION = "Name an option as `dvc remote modify` takes it, such as region.";
var OPTION_VALUE = "Give the value as one text.";
var optionValue = union([string().min(1, { error: OPTION_VALUE }), number(), boolean()], { error: OPTION_VALUE }).transform(String);
var optionName = string().regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, { error: OPTION });
var MAPPING = "Write a mapping of options to values, or one key=value per line.";
var remoteConfig = record(
  optionName,
  union([optionValue, record(optionName, optionValue, { error: MAPPING })], { error: OPTION_VALUE }),
  {
    error: MAPPING
  }
).superRefine((options, context) => {
  for (const [option, value] of Object.entries(options))
    if (typeof value === "object" && isKnownOption(option))
      context.addIssue({ code: "custom", path: [option], message: OPTION_VALUE, input: value });
}).transform(flattenOptions);
var PLACE = "Give a list of places as the error remote-not-accepted writes them, such as [s3://bucket].";
var KNOWN_HOSTS = "Give lines of known_hosts, or the path of such a file.";
var TOKENS = "Write one line HOST=TOKEN or HOST=USER:TOKEN for each host, such as github.com=${{ secrets.DATA_TOKEN }}.";
var VERSION = "Write a version of DVC in quotes, such as '3.67.1'.";
var EXPORTS = "Give path, env, or both: [path, env].";
var EXPORT = _enum(["path", "env"], { error: EXPORTS });
var JOBS = "Allowed: auto, or a whole number from 1 to 1000.";
var generalShapes = {
  mode: choice("auto", ...MODES.map(({ mode }) => mode)),
  config: name("the path of the configuration file").optional(),
  "working-directory": name("a folder"),
  remote: name("the name of a remote").optional(),
  "remote-config": remoteConfig,
  "accepted-remotes": array(string({ error: PLACE }).regex(/^[a-z][a-z0-9+.-]*:\/\/\S/i, { error: PLACE }), { error: PLACE }).optional().transform((value) => value ?? []),
  "ssh-known-hosts": string({ error: KNOWN_HOSTS }).min(1, { error: KNOWN_HOSTS }).optional(),
  "import-token": string({ error: TOKENS }).optional().transform((text = "", context) => parseImportTokens(text) ?? refused(context, TOKENS)),
  "remote-timeout": duration,
  setup: shellLine("Allowed: auto, none, or a shell line that installs the packages.").transform(
    (value) => value === "auto" || value === "none" ? { kind: value } : { kind: "command", command: value }
  ),
  "setup-exports": union([array(EXPORT, { error: EXPORTS }), EXPORT.transform((one) => [one])], { error: EXPORTS }).optional().transform((value) => value ?? []),
  "dvc-version": string({ error: VERSION }).regex(/^\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc|\.post|\.dev)\d+)*$/, { error: VERSION }).optional(),
  "dvc-lock": name("the path of a requirements file").optional(),
  jobs: union([literal("auto"), int({ error: JOBS }).min(1, { error: JOBS }).max(1e3, { error: JOBS })], {
    error: JOBS
  }).transform((value) => value === "auto" ? void 0 : value),
  "keep-going": boolean({ error: FLAG }),
  checks: checks.transform(
    (value) => Object.entries(value).map(([check, given]) => {
      const { run, report } = typeof given === "string" || Array.isArray(given) ? { run: given, report: void 0 } : given;
      return {
        name: check,
        command: [run].flat().join("\n"),
        ...report === void 0 ? {} : { reports: [...new Set([report].flat())] }
      };
    })
  )
};

// src/settings/schema/github.ts
var BRANCH = "Give the beginning of a branch name, of at most 100 letters, digits, _, - and /, such as dvc-ci-images.";
var TOKEN = "Give a token of GitHub's on one line, without spaces.";
var githubShapes = {
  comment: choice("auto", "none"),
  "check-run": boolean({ error: FLAG }),
  images: choice("none", "branch"),
  "images-branch": string({ error: BRANCH }).max(100, { error: BRANCH }).regex(/^\w[\w-]*(?:\/\w[\w-]*)*$/, { error: BRANCH }),
  token: string({ error: TOKEN }).regex(/^[\x21-\x7e]+$/, { error: TOKEN }).optional(),
  "validate-workflow": name("the file of a workflow").regex(/^[^/\\]+\.ya?ml$/, {
    error: "Name a file of .github/workflows, such as validate-fork.yml."
  }),
  artifact: name("a folder").optional(),
  "repro-workflow": name("the file of a workflow").regex(/^[^/\\]+\.ya?ml$/, {
    error: "Name a file of .github/workflows, such as repro.yml."
  })
};

// src/settings/schema/history.ts
var BRANCH2 = "Give the name of a branch that has no code, such as gh-pages.";
var historyShapes = {
  // The characters that git-check-ref-format(1) allows.
  "history-branch": string({ error: BRANCH2 }).regex(
    /^(?!refs\/|HEAD$|@$)(?![^]*(?:\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)))[^\x00-\x20\x7f~^:?*[\\./-](?:[^\x00-\x20\x7f~^:?*[\\]*[^\x00-\x20\x7f~^:?*[\\./])?$/,
    { error: BRANCH2 }
  ).optional(),
  "history-page": name("the path of a file").optional(),
  badges: name("a folder").optional(),
  pulls: boolean({ error: FLAG })
};

// src/settings/schema/lint.ts
var RULE = (input) => {
  const meant = typeof input === "string" ? nearest(input, RULE_NAMES) : void 0;
  return `${didYouMean(meant)}Rules: ${RULE_NAMES.join(", ")}.`;
};
var lintShapes = {
  "lint-off": array(_enum(RULE_NAMES, { error: (issue) => RULE(issue.input) }), {
    error: "Give a list of rules such as [notebook-outputs]."
  }).optional().transform((value) => value ?? []),
  "install-driver": boolean({ error: FLAG })
};

// src/settings/policy-keys.ts
var POLICY_KEYS = {
  min: { values: "number", description: "Smallest value that passes." },
  max: { values: "number", description: "Largest value that passes." },
  max_drop: {
    values: "number or N%",
    description: "Largest fall against the baseline, absolute or as a share of the baseline's value."
  },
  max_rise: {
    values: "number or N%",
    description: "Largest rise against the baseline, absolute or as a share of the baseline's value."
  },
  unchanged: {
    values: "true",
    description: "The value must equal that of the baseline. Alone, `unchanged` may stand in place of the mapping."
  },
  min_support: {
    values: "a whole number",
    description: "Only with `worst(…)`: slices with fewer rows are not judged."
  },
  confidence: {
    values: "a number from 0.5 to 0.99",
    description: "With `metrics.predictions`: a limit fails only if the value or the change is beyond it with this confidence."
  },
  severity: {
    values: "error or warning",
    description: "`error`: a missed limit fails the run. `warning`: it does not. Default: error."
  },
  missing: { values: "fail or ignore", description: "`fail`: an absent metric fails the run. Default: fail." },
  tolerance: {
    values: "number or N%",
    description: "Largest difference between this metric, when measured, and the committed one, in place of the general tolerance."
  }
};

// src/settings/schema/metrics.ts
var bound = number({ error: unlessQuoted("Write a finite number.") });
var LIMIT_KEYS = ["min", "max", "max_drop", "max_rise", "unchanged", "tolerance"];
var JUDGED_BY_CONFIDENCE = ["min", "max", "max_drop", "max_rise"];
var LIMITS = "Write its limits as a mapping, such as { min: 0.95, max_drop: 0.01 }, or the word unchanged.";
var UNCHANGED = "Write true, or leave it out.";
var SUPPORT = "Write a whole number of rows, at least 1.";
var CONFIDENCE = "Write a number from 0.5 to 0.99, such as 0.95.";
var limits = strict(
  {
    min: bound.optional().meta({ description: POLICY_KEYS.min.description }),
    max: bound.optional().meta({ description: POLICY_KEYS.max.description }),
    max_drop: limit("absolute").optional().meta({ description: POLICY_KEYS.max_drop.description }),
    max_rise: limit("absolute").optional().meta({ description: POLICY_KEYS.max_rise.description }),
    unchanged: literal(true, { error: UNCHANGED }).optional().meta({ description: POLICY_KEYS.unchanged.description }),
    min_support: int({ error: SUPPORT }).min(1, { error: SUPPORT }).optional().meta({ description: POLICY_KEYS.min_support.description }),
    confidence: number({ error: CONFIDENCE }).min(0.5, { error: CONFIDENCE }).max(0.99, { error: CONFIDENCE }).optional().meta({ description: POLICY_KEYS.confidence.description }),
    severity: choice("error", "warning").optional().meta({ description: POLICY_KEYS.severity.description }),
    missing: choice("fail", "ignore").optional().meta({ description: POLICY_KEYS.missing.description }),
    tolerance: limit("absolute").optional().meta({ description: POLICY_KEYS.tolerance.description })
  },
  LIMITS
).superRefine((value, context) => {
  if (LIMIT_KEYS.every((key) => value[key] === void 0)) {
    context.addIssue({
      code: "custom",
      params: { lack: "without any limit" },
      message: `Give it at least one of ${LIMIT_KEYS.join(", ")}.`
    });
  }
  if (value.confidence !== void 0 && JUDGED_BY_CONFIDENCE.every((key) => value[key] === void 0)) {
    context.addIssue({
      code: "custom",
      path: ["confidence"],
      message: `It applies to ${JUDGED_BY_CONFIDENCE.join(", ")}: give it one of them, or remove it.`
    });
  }
  if (value.min !== void 0 && value.max !== void 0 && value.min > value.max) {
    context.addIssue({
      code: "custom",
      path: ["min"],
      message: `No value can pass: write a min that is not above max (${value.max}).`
    });
  }
}).meta({ anyOf: LIMIT_KEYS.map((key) => ({ required: [key] })) });
var policy = union([literal("unchanged"), limits], { error: LIMITS });
function toPolicy(metric, written) {
  if (written === "unchanged") return { metric, unchanged: true, severity: "error", missing: "fail" };
  const {
    min,
    max,
    max_drop: maxDrop,
    max_rise: maxRise,
    unchanged,
    min_support: minSupport,
    confidence,
    severity,
    missing,
    tolerance
  } = written;
  return {
    metric,
    ...min === void 0 ? {} : { min },
    ...max === void 0 ? {} : { max },
    ...maxDrop === void 0 ? {} : { maxDrop },
    ...maxRise === void 0 ? {} : { maxRise },
    ...unchanged === void 0 ? {} : { unchanged },
    ...minSupport === void 0 ? {} : { minSupport },
    ...confidence === void 0 ? {} : { confidence },
    severity: severity ?? "error",
    missing: missing ?? "fail",
    ...tolerance === void 0 ? {} : { tolerance }
  };
}
var METRIC = "Name a metric: its dotted key, or path:key.";
var WORST = /^worst\(([^]*)\)$/;
var thresholds = record(string().regex(/^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$/, { error: METRIC }), policy, {
  error: "Write a mapping of metrics to their limits, such as accuracy: { min: 0.95 }."
}).superRefine((value, context) => {
  for (const [metric, written] of Object.entries(value)) {
    const support = written === "unchanged" ? void 0 : written.min_support;
    const [, selector] = WORST.exec(metric) ?? [];
    if (selector?.trim() === "" || selector !== void 0 && WORST.test(selector))
      context.addIssue({
        code: "custom",
        path: [metric],
        params: { lack: "without a metric of slices" },
        message: "Name the metric of the slices between the parentheses, such as worst(slices/*:recall)."
      });
    if (support !== void 0 && selector === void 0)
      context.addIssue({
        code: "custom",
        path: [metric, "min_support"],
        message: "It applies to slices alone: name the metric in worst(…), such as worst(slices/*:recall)."
      });
  }
});
var REPEAT = "Write a whole number from 1 to 100.";
var NOISE = "Allowed: none, a whole number of official builds from 3 to 50, or { builds: 5, sigma: 2 }.";
var SIGMA = "Write a number above 0, at most 10.";
var builds = int({ error: NOISE }).min(3, { error: NOISE }).max(50, { error: NOISE });
var noise = union(
  [
    literal("none"),
    builds,
    strict(
      {
        builds: builds.optional(),
        sigma: number({ error: SIGMA }).positive({ error: SIGMA }).max(10, { error: SIGMA }).optional()
      },
      NOISE
    )
  ],
  { error: NOISE }
);
var PREDICTIONS = "Write none, { path, truth, prediction }, or a list of such mappings.";
var COLUMN2 = "Give the name of a column.";
var PATH = "Give the path of a table in the working directory.";
var POSITIVE = "Give the positive label of two: a text, a number, true or false.";
var column2 = string({ error: COLUMN2 }).min(1, { error: COLUMN2 }).max(1e3, { error: COLUMN2 });
var columns = union([column2, array(column2).min(1, { error: COLUMN2 }).max(10, { error: "Name at most 10 columns." })], {
  error: COLUMN2
}).optional().transform((written) => written === void 0 ? [] : [written].flat());
var table = strict(
  {
    path: string({ error: PATH }).min(1, { error: PATH }).regex(INSIDE, { error: PATH }),
    truth: column2,
    prediction: column2.optional(),
    score: column2.optional(),
    positive: union([string(), number(), boolean()], { error: POSITIVE }).optional(),
    slices: columns,
    key: columns
  },
  PREDICTIONS
).superRefine(({ prediction, score }, context) => {
  if (prediction === void 0 && score === void 0)
    context.addIssue({
      code: "custom",
      path: ["prediction"],
      message: "Give it the column `prediction` (a label or a number), `score` (of the positive label), or both."
    });
}).transform(
  ({ path, truth, prediction, score, positive, slices, key }) => ({
    path: path.replace(/^(?:\.\/)+/, ""),
    truth,
    ...prediction === void 0 ? {} : { prediction },
    ...score === void 0 ? {} : { score },
    ...positive === void 0 ? {} : { positive: String(positive) },
    slices,
    key
  })
);
var BASELINE = "Allowed: merge-base, branch:NAME, tag:NAME, alias:NAME, none.";
var metricsShapes = {
  baseline: string({ error: BASELINE }).regex(
    /^(?:merge-base|none|alias:[A-Za-z0-9_-]{1,255}|(?:branch|tag):(?![^]*(?:\.\.|@\{))[^\x00-\x20\x7f~^:?*[\\-][^\x00-\x20\x7f~^:?*[\\]*)$/,
    { error: BASELINE }
  ).transform((value) => {
    const [kind, ...rest] = value.split(":");
    if (kind === "branch" || kind === "tag" || kind === "alias") return { kind, name: rest.join(":") };
    return { kind: kind === "none" ? "none" : "merge-base" };
  }),
  tolerance: limit("share"),
  predictions: union([literal("none"), table, array(table).max(10, { error: "Give at most 10 tables." })], {
    error: PREDICTIONS
  }).transform((written) => written === "none" ? [] : [written].flat()).superRefine((tables, context) => {
    const sliced = tables.flatMap(({ path, slices }) => slices.length === 0 ? [] : [path]);
    const twice = sliced.find((path, index) => sliced.indexOf(path) !== index);
    if (twice !== void 0)
      context.addIssue({ code: "custom", message: `Give \`slices\` of ${twice} in one of its mappings alone.` });
  }),
  thresholds: thresholds.transform(
    (value) => Object.entries(value).map(([metric, written]) => toPolicy(metric, written))
  ),
  repeat: int({ error: REPEAT }).min(1, { error: REPEAT }).max(100, { error: REPEAT }),
  noise: noise.transform(
    (value) => value === "none" ? void 0 : typeof value === "number" ? { builds: value, sigma: 2 } : { builds: value.builds ?? 5, sigma: value.sigma ?? 2 }
  )
};

// src/settings/schema/mlflow.ts
var ALIAS = "Give a name of letters, digits, - and _; MLflow keeps 'latest' and v1, v2 … for itself.";
var mlflowShapes = {
  "tracking-uri": name("the address of the MLflow server").optional(),
  experiment: name("the name of the experiment").max(490, { error: "At most 490 characters." }).optional(),
  // MLflow cannot search for a name with both kinds of quotes, and reads : and / as parts of a model's address.
  model: name("the name of the registered model").regex(/^[^:/'"]+$/, { error: "Give a name without : / and quotes, which MLflow rejects." }).optional(),
  "model-path": name("the path of the model").optional(),
  "model-artifact": choice("upload", "reference"),
  alias: string({ error: ALIAS }).regex(/^(?!latest$|v\d+$)[A-Za-z0-9_-]{1,255}$/i, { error: ALIAS }).optional(),
  "model-stage": choice("Staging", "Production", "Archived").optional(),
  "model-owner": choice("warn", "strict"),
  "stage-run": choice("shared", "own"),
  cleanup: boolean({ error: FLAG })
};

// src/settings/signing-key.ts
import { createPrivateKey } from "node:crypto";
var MAKE = "Make one with `openssl ecparam -name prime256v1 -genkey -noout`, and store the whole text as a secret.";
function signingKeyProblem(text) {
  if (/^-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/m.test(text))
    return `The key is encrypted, and dvc-ci asks for no passphrase: give it without one, as \`openssl ec -in KEY\` writes it.`;
  if (/^-----BEGIN (?:PUBLIC KEY|CERTIFICATE)/m.test(text))
    return `The text is a public key or a certificate, and a signature needs the private key. ${MAKE}`;
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? void 0 : `The key is ${key.asymmetricKeyType ?? "unknown"}${key.asymmetricKeyDetails?.namedCurve === void 0 ? "" : ` (${key.asymmetricKeyDetails.namedCurve})`}, and only EC keys of P-256 can sign. ${MAKE}`;
  } catch {
    return `The text is no private key in PEM. ${MAKE}`;
  }
}

// src/settings/schema/provenance.ts
var USE = choice("off", "on", "required");
var PROVENANCE = "Allowed: off, on, required, or a mapping with use, repository, workflow, branch and key.";
var REPOSITORY = "Write the repository as owner/name.";
var WORKFLOW = "Write the path of the workflow file, such as .github/workflows/rebuild.yml.";
var KEY = "Name the file of a public key in the working directory, such as keys/signing.pub.";
var provenanceShapes = {
  provenance: union(
    [
      USE,
      strict(
        {
          use: USE.optional(),
          repository: string({ error: REPOSITORY }).regex(/^[\w.-]+\/[\w.-]+$/, { error: REPOSITORY }).optional(),
          workflow: string({ error: WORKFLOW }).regex(/^[^\s@]+\.ya?ml$/, { error: WORKFLOW }).regex(INSIDE, { error: WORKFLOW }).optional(),
          branch: name("the name of a branch").optional(),
          key: name("the path of a public key").regex(INSIDE, { error: KEY }).optional()
        },
        PROVENANCE
      )
    ],
    { error: PROVENANCE }
  ).transform((value) => {
    if (typeof value === "string") return { use: value };
    const { use = "on", repository, workflow, branch, key } = value;
    return {
      use,
      ...repository === void 0 ? {} : { repository },
      ...workflow === void 0 ? {} : { workflow },
      ...branch === void 0 ? {} : { branch },
      ...key === void 0 ? {} : { key }
    };
  }),
  "signing-key": string().transform((text, context) => {
    const problem = signingKeyProblem(text);
    return problem === void 0 ? text : refused(context, problem);
  }).optional(),
  bundle: name("the path of a file with bundles").optional(),
  "trusted-root": name("the path of a trusted root").optional()
};

// src/settings/tag-pattern.ts
var PLACEHOLDERS = {
  n: { kind: "n" },
  date: { kind: "date" },
  artifact: { kind: "artifact" },
  semver: { kind: "semver", part: "patch" },
  "semver:patch": { kind: "semver", part: "patch" },
  "semver:minor": { kind: "semver", part: "minor" },
  "semver:major": { kind: "semver", part: "major" }
};
var GTO = "{artifact}@v{semver}";
var GTO_STAGE = /^gto#([A-Za-z0-9](?:[A-Za-z0-9/_-]*[A-Za-z0-9])?)$/;
var NO_TAG = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-./]|\/\.|[./]$|\.lock(?:\/|$)|^@$/;
var LONGEST = 200;
function parseTagPatterns(written) {
  const names2 = (typeof written === "string" ? written.split(/[,\n]/) : written).map((name2) => name2.trim()).filter((name2) => name2 !== "");
  const words = names2.flatMap((name2) => {
    const stage = GTO_STAGE.exec(name2)?.[1];
    return name2 === "gto" ? [GTO] : stage === void 0 ? [name2] : [GTO, `{artifact}#${stage}#{n}`];
  });
  if (words.length === 0) return { problem: "Write a name such as model-v{n}, or none." };
  const patterns = [];
  for (const word of words) {
    const pieces = [];
    for (const [, literal2, name2] of word.matchAll(/([^{}]+)|\{([^{}]*)\}|[{}]/g)) {
      const piece = literal2 ?? (name2 === void 0 ? void 0 : PLACEHOLDERS[name2]);
      if (piece === void 0)
        return {
          problem: `${name2 === void 0 ? "Close every brace" : `There is no {${name2}}`}: ${Object.keys(PLACEHOLDERS).map((each) => `{${each}}`).join(", ")}.`
        };
      pieces.push(piece);
    }
    const pattern = { text: word, pieces };
    if (pieces.filter(isCounter).length > 1)
      return { problem: `Use one of {n} and {semver}, once: '${word}' has several.` };
    const example = nextTag(pattern, [], { date: "2026-01-31", artifact: "model" });
    if (/\s/.test(word))
      return {
        problem: `Git rejects the tag '${example}': a name has no blank. Write model-v{n}, or several tags as a list: ${word.split(/\s+/).join(", ")}.`
      };
    if (NO_TAG.test(example) || example.length > LONGEST)
      return { problem: `Git rejects the tag '${example}': use letters, digits and - _ . / @ #, such as model-v{n}.` };
    patterns.push(pattern);
  }
  return { patterns };
}
function isCounter(piece) {
  return typeof piece !== "string" && (piece.kind === "n" || piece.kind === "semver");
}
function isFixedTag({ pieces }) {
  return pieces.every((piece) => typeof piece === "string" || piece.kind === "artifact");
}
function tagPrefix({ pieces }, { artifact = "" }) {
  let prefix = "";
  for (const piece of pieces) {
    if (typeof piece !== "string" && piece.kind !== "artifact") break;
    prefix += typeof piece === "string" ? piece : artifact;
  }
  return prefix;
}
var literally = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
var NUMBER = "(\\d{1,9})";
var SEMVER = `${NUMBER}\\.${NUMBER}\\.${NUMBER}`;
function expression({ pieces }, { date: date2, artifact = "" }) {
  const source = pieces.map((piece) => {
    if (typeof piece === "string") return literally(piece);
    if (piece.kind === "artifact") return literally(artifact);
    if (piece.kind === "date") return date2 === void 0 ? "\\d{4}-\\d\\d-\\d\\d(?:\\.\\d+)?" : literally(date2);
    return piece.kind === "n" ? NUMBER : SEMVER;
  });
  return new RegExp(`^${source.join("")}$`);
}
function isTagOf(pattern, name2, values) {
  return expression(pattern, values).test(name2);
}
function nextTag(pattern, taken, values) {
  const names2 = [...taken];
  const counter = pattern.pieces.find(isCounter);
  const write = (date2, count2 = "") => pattern.pieces.map(
    (piece) => typeof piece === "string" ? piece : piece.kind === "artifact" ? values.artifact ?? "" : piece.kind === "date" ? date2 : count2
  ).join("");
  if (counter === void 0 || typeof counter === "string") {
    for (let date2 = values.date, turn = 2; ; date2 = `${values.date}.${turn++}`) {
      const name2 = write(date2);
      if (isFixedTag(pattern) || !names2.includes(name2)) return name2;
    }
  }
  const matcher = expression(pattern, values);
  const numbers = names2.flatMap((name2) => {
    const found = matcher.exec(name2);
    return found ? [found.slice(1).map(Number)] : [];
  }).sort(compareNumbers);
  const [highest = []] = numbers.slice(-1);
  const [major = 0, minor = 0, patch = 0] = highest;
  if (counter.kind !== "semver") return write(values.date, String(major + 1));
  const raised = { major: [major + 1, 0, 0], minor: [major, minor + 1, 0], patch: [major, minor, patch + 1] }[counter.part];
  return write(values.date, raised.join("."));
}
function compareNumbers(one, other) {
  const at = one.findIndex((number3, index) => number3 !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

// src/settings/schema/rebuild.ts
var FORCE = `Allowed: all, none, or ${STAGES}.`;
var force = union([literal("all"), literal("none"), stageList], { error: FORCE });
var TAG = "Write a name such as model-v{n}, v{semver} or model-{date}, or gto, or none; or a list of names.";
var TAG_PATTERN = /^(?![^]*\{(?:n|semver)[^{}]*\}[^\s,]*\{(?:n|semver))\s*(?:[^\s{},]|\{(?:n|date|artifact|semver(?::(?:major|minor|patch))?)\})+(?:\s*[,\n]\s*(?:[^\s{},]|\{(?:n|date|artifact|semver(?::(?:major|minor|patch))?)\})+)*\s*$/;
var tagProblem = (text) => {
  const read = parseTagPatterns(text);
  return "problem" in read ? read.problem : TAG;
};
var tagText = string({ error: TAG }).regex(TAG_PATTERN, { error: (issue) => tagProblem(String(issue.input)) });
var rebuildShapes = {
  when: choice("always", "changed"),
  force: force.transform((value) => Array.isArray(value) ? { kind: "stages", stages: value } : { kind: value }),
  commit: choice("push", "api", "pull-request", "tag", "none"),
  tag: union([tagText, array(tagText, { error: TAG }).min(1, { error: TAG })], { error: TAG }).transform((value, context) => {
    if (value === "none") return [];
    const read = parseTagPatterns(value);
    return "problem" in read ? refused(context, read.problem) : read.patterns;
  }),
  "dry-run": boolean({ error: FLAG })
};

// src/settings/retrain.ts
import { createHash } from "node:crypto";
import { isAbsolute, relative, resolve } from "node:path";
var SKIP_MARKS = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/gi;
function plainLine(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").replace(/\s+/g, " ").replace(SKIP_MARKS, "$1").trim();
}
function retrainSettings(read, base) {
  const [named, reason] = [read("stages"), read("reason")];
  return {
    ...named === void 0 ? {} : { stages: named },
    ...reason === void 0 ? {} : { reason },
    params: read("params"),
    update: read("update"),
    better: read("better"),
    data: read("data").map(
      (change) => change.from === void 0 || isUrl(change.from) || isAbsolute(change.from) ? change : { ...change, from: resolve(base, change.from) }
    )
  };
}
function requestDigest({
  retrain: { stages: named, params: changes, data: data2, update, decided },
  workingDirectory
}) {
  const brought = data2.map(
    (change) => change.from === void 0 || isUrl(change.from) ? change : { ...change, from: relative(workingDirectory, change.from) }
  );
  return decided?.digest ?? createHash("sha256").update(JSON.stringify([named ?? null, changes, brought, update])).digest("hex").slice(0, 12);
}

// src/settings/schema/retrain.ts
var PARAM_VALUE = "Use a number, true, false, null, or a text of letters, digits and _ . , : / @ + - that does not begin with -. Templates can put a parameter into a shell command.";
var WORD = /^(?!-)[A-Za-z0-9_.,:/@+-]{1,200}$/;
var PARAM_NAME = "Name a parameter as dvc.yaml does: train.C, or file.yaml:train.C for another file.";
var PARAM_KEY = /^(?:(?![/~-])[^\x00-\x20\x7f:=\\]+\.(?:ya?ml|json|toml|py):)?[^\x00-\x20\x7f:=$.{}-][^\x00-\x20\x7f:=${}]*$/;
var PARAMS = "Write name=value, one per line, such as train.C=0.5, or a mapping.";
var DATA = "Write path=from to replace, path+=from to append, one per line, or { path: …, from: …, mode: replace or append }.";
var FROM = `Give a file, a folder or an address that DVC reads (${URL_SCHEMES.map((scheme) => `${scheme}://`).join(", ")}), without credentials.`;
var STAGES2 = "Allowed: all, or a list of stage names such as [ingest, train].";
var BETTER = "Name metrics that must not fall, such as [accuracy], or the better direction of each: { accuracy: higher, loss: lower }.";
var LONGEST_REASON = 500;
var stages = union(
  [
    literal("all"),
    array(
      string({ error: "Give the name of a stage." }).regex(/^[^\x00-\x20\x7f,-][^\x00-\x1f\x7f,]*$/, { error: "Give the name of a stage." }),
      { error: STAGES2 }
    ).min(1, { error: "Name at least one stage." })
  ],
  { error: STAGES2 }
);
var isMapping = (value) => isRecord(value) && !(value instanceof NumberText);
function flatten2(value, before = []) {
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...before, key];
    const [first = ""] = path;
    const joined2 = path.slice(1).join(".");
    const isFile = path.length > 1 && /\.(?:ya?ml|json|toml|py)$/.test(first);
    const name2 = path.length === 1 ? first : isFile ? `${first}:${joined2}` : path.join(".");
    return isMapping(inner) && Object.keys(inner).length > 0 ? flatten2(inner, path) : [{ path, name: name2, value: inner }];
  });
}
var params = record(string(), unknown(), { error: PARAMS }).transform(
  (written, context) => flatten2(written).flatMap(({ path, name: name2, value }) => {
    const refuse = (message) => {
      context.issues.push({ code: "custom", message, input: value, path });
      return [];
    };
    if (!PARAM_KEY.test(name2)) return refuse(PARAM_NAME);
    const number3 = value instanceof NumberText ? value.value : value;
    const read = typeof number3 === "string" && number3.trim() === "null" ? null : number3;
    if (typeof read === "number" ? !Number.isFinite(read) || Number.isInteger(read) && !Number.isSafeInteger(read) : read !== null && typeof read !== "boolean" && !(typeof read === "string" && WORD.test(read)))
      return refuse(PARAM_VALUE);
    const [, file, key = name2] = /^(.+\.(?:ya?ml|json|toml|py)):(.+)$/.exec(name2) ?? [];
    return [
      {
        file: file ?? "params.yaml",
        name: key,
        value: read,
        ...value instanceof NumberText ? { text: value.text } : {}
      }
    ];
  })
);
function isAddress(from) {
  const scheme = schemeOf(from);
  if (scheme === void 0) return false;
  const holdsPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/@]*:[^/@]*@/i.test(from);
  return URL_SCHEMES.includes(scheme) && !holdsPassword ? true : void 0;
}
var line = (error) => string({ error }).regex(/^[^\x00-\x20\x7f-](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$/, { error });
var oneData = strictObject(
  {
    path: line("Name data that DVC tracks, such as data/raw.csv.").regex(/^(?![/\\~])/, {
      error: "Give a path inside the working directory."
    }),
    from: line(FROM).refine((from) => isAddress(from) !== void 0, { error: FROM }).optional(),
    mode: _enum(["replace", "append"], { error: "Allowed: replace, append." }).optional()
  },
  { error: (issue) => issue.code === "unrecognized_keys" ? "path, from, mode" : DATA }
);
var data = union([oneData, array(oneData, { error: DATA })], { error: DATA }).optional().transform(
  (written) => (written === void 0 ? [] : [written].flat()).map(({ path, from, mode }) => ({
    path,
    mode: mode ?? "replace",
    ...from === void 0 ? {} : { from }
  }))
);
var direction = _enum(["higher", "lower"], { error: "Allowed: higher, lower." });
var names = array(
  string({ error: BETTER }).regex(/^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$/, { error: BETTER }),
  { error: BETTER }
);
var better = union(
  [
    string({ error: BETTER }).regex(/^[^\x00-\x09\x0b-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x09\x0b-\x1f\x7f]*$/, { error: BETTER }),
    names,
    record(string(), direction, { error: BETTER })
  ],
  { error: BETTER }
).transform((value) => {
  const list = typeof value === "string" ? value.split(/[,\n]/).map((name2) => name2.trim()).filter((name2) => name2 !== "") : value;
  return Array.isArray(list) ? list.map((metric) => ({ metric, direction: "higher" })) : Object.entries(list).map(([metric, way]) => ({ metric, direction: way }));
});
var retrainShapes = {
  stages: stages.optional().transform(
    (value) => value === void 0 ? void 0 : value === "all" ? { kind: "all" } : { kind: "stages", stages: value }
  ),
  params,
  reason: string({ error: `Write the reason on one line of at most ${LONGEST_REASON} characters.` }).max(LONGEST_REASON, { error: `Write the reason on one line of at most ${LONGEST_REASON} characters.` }).optional().transform((value) => value === void 0 || plainLine(value) === "" ? void 0 : plainLine(value)),
  data,
  update: union([literal("auto"), boolean()], { error: "Allowed: auto, true, false." }),
  better
};

// src/settings/schema/run.ts
var runShapes = {
  cache: choice("auto", "all", "none"),
  "cache-limit": bytes,
  report: name("the path of a file").optional(),
  page: name("the path of a file").optional(),
  yes: boolean({ error: FLAG })
};

// src/settings/schema/validate.ts
var EVALUATE = `Allowed: auto, none, ${STAGES}, or { command: …, metrics: FILE }.`;
var evaluate = union(
  [
    literal("auto"),
    literal("none"),
    stageList,
    strict(
      {
        command: shellLine("Give the shell line that evaluates the model."),
        metrics: name("the metrics file that the command writes").regex(INSIDE, {
          error: "Give a path inside the working directory."
        })
      },
      EVALUATE
    )
  ],
  { error: EVALUATE }
);
var PULL = "Allowed: all, needed, none, or a list of stages and paths to add to the needs of the evaluation, such as [data/raw.csv, train].";
var WAIT = "Allowed: none, or seconds or a number with s, m or h, such as 90s or 10m; at most 7 days.";
var wait = union([literal("none"), ...durationShapes(WAIT)], { error: WAIT }).transform((value, context) => value === "none" ? 0 : parseDuration(value) ?? refused(context, WAIT));
var validateShapes = {
  pull: union([literal("all"), literal("needed"), literal("none"), targetList.min(1, { error: PULL })], {
    error: PULL
  }).transform(
    (value) => typeof value === "string" ? { what: value, also: [] } : { what: "needed", also: value.filter((target) => target !== "needed") }
  ),
  evaluate: evaluate.transform((value) => {
    if (value === "auto" || value === "none") return { kind: value };
    return Array.isArray(value) ? { kind: "stages", stages: value } : { kind: "command", ...value };
  }),
  "evaluate-timeout": duration,
  stale: choice("fail", "run", "commit"),
  verify: choice("exists", "sizes", "full"),
  wait,
  drift: choice("off", "warn", "fail", "stale")
};

// src/settings/schema.ts
var shapes = {
  ...generalShapes,
  ...validateShapes,
  ...metricsShapes,
  ...dataShapes,
  ...rebuildShapes,
  ...retrainShapes,
  ...existingVersionShapes,
  ...historyShapes,
  ...cardShapes,
  ...provenanceShapes,
  ...mlflowShapes,
  ...deployShapes,
  ...fanOutShapes,
  ...auditShapes,
  ...gcShapes,
  ...githubShapes,
  ...lintShapes,
  ...runShapes
};
function settingSchema(setting) {
  return shapes[setting];
}
function fileEntry(row) {
  const shape = shapes[row.name].meta({ description: row.description });
  return row.text === "yaml" || row.text === "pairs" ? shape.nullable().optional() : shape.optional();
}
var wholeFile;
function fileSchema() {
  wholeFile ??= buildFileSchema();
  return wholeFile;
}
function buildFileSchema() {
  const top = {};
  const sections = /* @__PURE__ */ new Map();
  for (const row of SETTINGS) {
    const [first, second] = row.key?.split(".") ?? [];
    if (first === void 0) continue;
    if (second === void 0) top[first] = fileEntry(row);
    else {
      const section = sections.get(first) ?? {};
      section[second] = fileEntry(row);
      sections.set(first, section);
    }
  }
  for (const [section, shape] of sections) {
    top[section] = strict(shape, `Write the keys of ${section} below it: ${Object.keys(shape).join(", ")}.`).nullable().optional();
  }
  return strict(top, `Write one key per line: ${Object.keys(top).join(", ")}.`);
}

// src/settings/config-file.ts
var CONFIG_NAMES = ["dvc-ci.yaml", "dvc-ci.yml"];
var MAX_BYTES = 1024 * 1024;
function codeOf(error) {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
async function fileSize(path, shown) {
  try {
    const found = await stat(path);
    if (!found.isFile())
      throw new SetupError("config-unreadable", `${shown} is not a file.`, {
        key: "config",
        value: shown,
        remedy: "Put a YAML file there, or remove it."
      });
    return found.size;
  } catch (error) {
    if (error instanceof SetupError) throw error;
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return void 0;
    throw new SetupError("config-unreadable", `${shown} cannot be read: ${messageOf(error)}.`, {
      key: "config",
      value: shown,
      remedy: "Make the file readable.",
      cause: error
    });
  }
}
function shownPath(base, path) {
  const inside = relative2(base, path);
  return inside.startsWith("..") || isAbsolute2(inside) ? path : inside.split(sep).join("/");
}
async function rejectLinkOut(path, shown) {
  if (!(await lstat(path)).isSymbolicLink()) return;
  const [target, root] = [await realpath(path), await repositoryOf(dirname(path))];
  const inside = relative2(root, target);
  if (inside !== "" && !inside.startsWith("..") && !isAbsolute2(inside)) return;
  throw new SetupError("config-unreadable", `${shown} is a link that leads out of the repository.`, {
    key: "config",
    value: shown,
    path: shown,
    remedy: "Put a file in its place, or name the file with `config`."
  });
}
async function repositoryOf(directory) {
  const start = await realpath(directory);
  for (let folder = start; ; folder = dirname(folder)) {
    const isRoot = await lstat(join(folder, ".git")).then(
      () => true,
      () => false
    );
    if (isRoot) return folder;
    if (dirname(folder) === folder) return start;
  }
}
async function findConfig(base, directory) {
  const found = [];
  for (const name2 of CONFIG_NAMES) {
    const path = join(directory, name2);
    const size = await fileSize(path, shownPath(base, path));
    if (size !== void 0) await rejectLinkOut(path, shownPath(base, path));
    if (size !== void 0) found.push({ path, size });
  }
  if (found.length > 1) {
    throw new SetupError(
      "config-ambiguous",
      `there are two configuration files: ${joined(found.map(({ path }) => shownPath(base, path)))}.`,
      {
        key: "config",
        value: CONFIG_NAMES.join(", "),
        remedy: "Remove one of them."
      }
    );
  }
  return found[0];
}
async function readText(path, shown, size) {
  if (size > MAX_BYTES)
    throw new SetupError("config-unreadable", `${shown} has ${size} bytes.`, {
      key: "config",
      value: `${size} bytes`,
      path: shown,
      remedy: "A configuration file has at most 1 MiB."
    });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    const why = codeOf(cause) === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "it is not UTF-8 text" : messageOf(cause);
    throw new SetupError("config-unreadable", `${shown} cannot be read: ${why}.`, {
      key: "config",
      value: shown,
      path: shown,
      remedy: "Save it as readable UTF-8 text.",
      cause
    });
  }
}
function fileOrigin(shown, tree) {
  return {
    name: (path) => path.length === 0 ? "the file" : dotted(path),
    key: (path) => path.length === 0 ? shown : dotted(path),
    place: (path) => {
      const line2 = tree.lineOf(path);
      return { path: shown, ...line2 === void 0 ? {} : { line: line2 } };
    },
    secret: (path) => path[0] === "remote-config"
  };
}
function committedCredentials(value, shown, tree) {
  const options = typeof value === "object" && value !== null && "remote-config" in value ? value["remote-config"] : void 0;
  if (typeof options !== "object" || options === null) return [];
  return Object.entries(options).flatMap(
    ([name2, value2]) => typeof value2 === "object" && value2 !== null ? Object.keys(value2).map((option) => [name2, option]) : [[name2]]
  ).filter((path) => isCredential(path.at(-1) ?? "")).map((path) => {
    const key = dotted(["remote-config", ...path]);
    const line2 = tree.lineOf(["remote-config", ...path]);
    return {
      id: "config-credential",
      message: `${shown}${line2 === void 0 ? "" : `:${line2}`}: ${key} is a credential, and Git tracks this file.`,
      key,
      value: "***",
      path: shown,
      ...line2 === void 0 ? {} : { line: line2 },
      remedy: "Revoke the credential. Give the new one through the input remote-config from a secret, or the cloud's own variables."
    };
  });
}
async function loadConfigFile(base, directory, asked) {
  const size = asked === void 0 ? void 0 : await fileSize(asked, shownPath(base, asked));
  if (asked !== void 0 && size === void 0) {
    throw new SetupError("config-not-found", `config: there is no file ${shownPath(base, asked)}.`, {
      key: "config",
      value: shownPath(base, asked),
      remedy: "Name a file that exists."
    });
  }
  const found = asked !== void 0 && size !== void 0 ? { path: asked, size } : await findConfig(base, directory);
  if (found === void 0) return void 0;
  const shown = shownPath(base, found.path);
  return { path: found.path, ...parseConfig(await readText(found.path, shown, found.size), shown) };
}
function parseConfig(text, shown) {
  const tree = readYaml(text, { below: "remote-config" });
  const given = /* @__PURE__ */ new Map();
  if (tree.problems.length > 0) {
    return {
      given,
      problems: tree.problems.map(({ message, remedy, line: line2 }) => ({
        id: "config-invalid",
        message: `${shown}${line2 === void 0 ? "" : `:${line2}`}: ${message}`,
        key: shown,
        remedy,
        path: shown,
        ...line2 === void 0 ? {} : { line: line2 }
      }))
    };
  }
  const value = tree.value ?? {};
  const parsed = fileSchema().safeParse(value);
  const problems = parsed.success ? [] : issueProblems(parsed.error, value, fileOrigin(shown, tree));
  problems.push(...committedCredentials(value, shown, tree));
  for (const row of SETTINGS) {
    const found = row.key?.split(".").reduce(
      (parent, part) => typeof parent === "object" && parent !== null && Object.hasOwn(parent, part) ? parent[part] : void 0,
      value
    );
    if (row.key !== void 0 && found !== void 0 && found !== null) given.set(row.name, found);
  }
  return { given, problems };
}
async function projectDirectory(base, asked, within) {
  const problem = (why) => new SetupError("working-directory-invalid", `working-directory: '${asked}' ${why}.`, {
    key: "working-directory",
    value: asked,
    remedy: "Name a folder of the repository, relative to its top."
  });
  let directory;
  try {
    directory = await realpath(resolve2(base, asked));
  } catch (cause) {
    throw new SetupError("working-directory-invalid", `working-directory: there is no folder '${asked}' in ${base}.`, {
      key: "working-directory",
      value: asked,
      remedy: "Name a folder that is checked out.",
      cause
    });
  }
  if (!(await stat(directory)).isDirectory()) throw problem("is not a folder");
  try {
    await access(directory, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw fileDenied(directory, error);
  }
  if (within !== void 0) {
    const inside = relative2(await realpath(within), directory);
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute2(inside))
      throw problem(`is outside of the workspace ${within}`);
  }
  return directory;
}

export {
  coerce_exports,
  NumberText,
  readYaml,
  issueProblems,
  parseWritten,
  parseScalar,
  isFixedTag,
  tagPrefix,
  isTagOf,
  nextTag,
  plainLine,
  retrainSettings,
  requestDigest,
  settingSchema,
  CONFIG_NAMES,
  loadConfigFile,
  parseConfig,
  projectDirectory
};
