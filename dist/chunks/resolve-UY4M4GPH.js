import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  NumberText,
  fileSchema,
  parseScalar,
  parseWritten,
  retrainSettings,
  settingSchema
} from "./chunk-FMPSESZV.js";
import "./chunk-IUEXKULP.js";
import {
  require_dist
} from "./chunk-HO7WJOJL.js";
import {
  flattenOptions,
  isCredential
} from "./chunk-2VEIIZ2G.js";
import "./chunk-JS4KLCZI.js";
import {
  SETTINGS,
  chooseMode,
  dotted,
  nearest,
  settingRow,
  showValue,
  throwProblems
} from "./chunk-CNQPAZLY.js";
import "./chunk-N2SY5YAA.js";
import {
  isUrl
} from "./chunk-IISNHXBN.js";
import {
  SetupError,
  messageOf
} from "./chunk-RRI2TGUO.js";
import {
  __toESM
} from "./chunk-D4UUOGK2.js";

// src/settings/resolve.ts
import { realpath as realpath2 } from "node:fs/promises";
import { relative as relative2, resolve as resolve2 } from "node:path";

// src/settings/config-file.ts
import { readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

// src/settings/yaml-tree.ts
var import_yaml = __toESM(require_dist(), 1);
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
  const lines = new import_yaml.LineCounter();
  const lineAt = (offset) => lines.linePos(offset).line;
  const refused = (problems) => ({ value: void 0, problems, lineOf: () => void 0 });
  try {
    const document = (0, import_yaml.parseDocument)(text, {
      prettyErrors: false,
      uniqueKeys: false,
      lineCounter: lines,
      ...textual === "all" ? { schema: "failsafe" } : {}
    });
    const errors = [...document.errors, ...document.warnings];
    if (errors.some(({ code }) => code === "RESOURCE_EXHAUSTION")) return refused([TOO_DEEP]);
    const problems = errors.slice(0, MAX_PROBLEMS).map(({ code, message, pos }) => ({
      message: KNOWN[code]?.message ?? `${message.replace(/\s+/g, " ").replace(/\.?$/, "")}.`,
      remedy: KNOWN[code]?.remedy ?? "Correct the YAML on that line.",
      line: lineAt(pos[0])
    }));
    problems.push(...wrongKeys(document, lineAt));
    if (problems.length > 0) return refused(problems);
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
    return refused([
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
        if (!(0, import_yaml.isScalar)(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) add(key, `'${name}' is given twice.`, "Keep one of them.");
        if (name === "__proto__") add(key, `'${name}' is not a valid name.`, "Remove it.");
        seen.add(name);
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
  return elsewhere ?? (near === void 0 ? void 0 : dotted([...parents, near]));
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
        add(
          "setting-unknown",
          [...issue.path, key],
          (shown) => `${shown} is not a setting.`,
          key,
          `${meant === void 0 ? "" : `Did you mean ${meant}? `}Allowed here: ${issue.message}.`
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
          issue.message
        );
      }
    }
  }
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
function lackOf(issue) {
  const lack = issue.code === "custom" ? issue.params?.lack : void 0;
  return typeof lack === "string" ? lack : void 0;
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
  const inside = relative(base, path);
  return inside.startsWith("..") || isAbsolute(inside) ? path : inside.split(sep).join("/");
}
async function findConfig(base, directory) {
  const found = [];
  for (const name of CONFIG_NAMES) {
    const path = join(directory, name);
    const size = await fileSize(path, shownPath(base, path));
    if (size !== void 0) found.push({ path, size });
  }
  if (found.length > 1) {
    throw new SetupError(
      "config-ambiguous",
      `there are two configuration files: ${found.map(({ path }) => shownPath(base, path)).join(" and ")}.`,
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
      const line = tree.lineOf(path);
      return { path: shown, ...line === void 0 ? {} : { line } };
    },
    secret: (path) => path[0] === "remote-config"
  };
}
function committedCredentials(value, shown, tree) {
  const options = typeof value === "object" && value !== null && "remote-config" in value ? value["remote-config"] : void 0;
  if (typeof options !== "object" || options === null) return [];
  return Object.entries(options).flatMap(
    ([name, value2]) => typeof value2 === "object" && value2 !== null ? Object.keys(value2).map((option) => [name, option]) : [[name]]
  ).filter((path) => isCredential(path.at(-1) ?? "")).map((path) => {
    const key = dotted(["remote-config", ...path]);
    const line = tree.lineOf(["remote-config", ...path]);
    return {
      id: "config-credential",
      message: `${shown}${line === void 0 ? "" : `:${line}`}: ${key} is a credential, and Git tracks this file.`,
      key,
      value: "***",
      path: shown,
      ...line === void 0 ? {} : { line },
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
      problems: tree.problems.map(({ message, remedy, line }) => ({
        id: "config-invalid",
        message: `${shown}${line === void 0 ? "" : `:${line}`}: ${message}`,
        key: shown,
        remedy,
        path: shown,
        ...line === void 0 ? {} : { line }
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
    directory = await realpath(resolve(base, asked));
  } catch (cause) {
    throw new SetupError("working-directory-invalid", `working-directory: there is no folder '${asked}' in ${base}.`, {
      key: "working-directory",
      value: asked,
      remedy: "Name a folder that is checked out.",
      cause
    });
  }
  if (!(await stat(directory)).isDirectory()) throw problem("is not a folder");
  if (within !== void 0) {
    const inside = relative(await realpath(within), directory);
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside))
      throw problem(`is outside of the workspace ${within}`);
  }
  return directory;
}

// src/settings/mlflow.ts
function mlflowSettings(read, environment, uri) {
  const address = uri ?? environment.uri ?? read("tracking-uri");
  const [experiment, model, modelPath, alias, stage] = [
    read("experiment"),
    read("model"),
    read("model-path"),
    read("alias"),
    read("model-stage")
  ];
  return {
    ...address === void 0 ? {} : { access: { ...environment, uri: address } },
    explicit: address !== void 0 && address !== environment.uri,
    ...experiment === void 0 ? {} : { experiment },
    ...model === void 0 ? {} : { model },
    ...modelPath === void 0 ? {} : { modelPath },
    artifact: read("model-artifact"),
    ...alias === void 0 ? {} : { alias },
    ...stage === void 0 ? {} : { stage },
    ...read("model-owner") === "strict" ? { modelOwner: "strict" } : {},
    stageRun: read("stage-run"),
    cleanup: read("cleanup")
  };
}

// src/settings/request.ts
import { isAbsolute as isAbsolute2, normalize } from "node:path";

// src/settings/assignments.ts
var ASSIGNMENT = /^\s*([^=\s#]+?)\s*(\+?=)\s*(.*?)\s*$/;
function readAssignments(text) {
  return collect(
    text.split(/\r?\n|,(?=\s*[^,=\s]+\s*=)/),
    ({ key, operator, value }, all) => {
      if (operator !== "=") return `'${key}' cannot be appended to.`;
      if (Object.hasOwn(all, key)) return `'${key}' is given twice.`;
      Object.defineProperty(all, key, {
        value: parseWritten(value),
        enumerable: true,
        configurable: true,
        writable: true
      });
      return void 0;
    },
    {}
  );
}
function readNewData(text) {
  return collect(
    text.split(/\r?\n/),
    ({ key, operator, value }, all) => {
      if (all.some(({ path }) => path === key)) return `'${key}' is given twice.`;
      all.push({ path: key, from: value, mode: operator === "=" ? "replace" : "append" });
      return void 0;
    },
    []
  );
}
function collect(parts, add, all) {
  const written = parts.filter((part) => !/^\s*(?:#.*)?$/.test(part));
  const assignments = written.map((part) => ASSIGNMENT.exec(part));
  if (assignments.length === 0 || !assignments.some((found) => found !== null) || /^\s*[[{]/.test(written[0] ?? ""))
    return void 0;
  const problems = [];
  for (const [index, found] of assignments.entries()) {
    const message = found === null ? `${showValue((written[index] ?? "").trim())} is not name=value.` : add({ key: found[1] ?? "", operator: found[2] ?? "=", value: found[3] ?? "" }, all);
    if (message !== void 0) problems.push({ message, remedy: "Write one per line, as name=value." });
  }
  return problems.length > 0 ? { problems } : { value: all };
}

// src/settings/text.ts
var NOTHING = /^\s*(?:#.*)?$/;
var PAIR = /^\s*([A-Za-z0-9_.-]+)\s*=(.*)$/;
function readText2(form, text) {
  switch (form) {
    case "plain":
      return { value: text.trim() };
    case "scalar":
      return { value: parseScalar(text.trim()) };
    case "stages":
      return readStages(text);
    case "names":
      return readNames(text);
    case "yaml":
      return fromYaml(text);
    case "params":
      return readAssignments(text) ?? fromYaml(text, "numbers");
    case "data":
      return readNewData(text) ?? fromYaml(text);
    case "pairs":
      return PAIR.test(text.split(/\r?\n/).find((line) => !NOTHING.test(line)) ?? "") ? readPairs(text) : secretYaml(text);
  }
}
function trimText(text) {
  return text.replace(/^(?:[ \t]*\r?\n)+/, "").trimEnd();
}
function fromYaml(text, textual) {
  const { value, problems } = readYaml(text, textual);
  return problems.length > 0 ? { problems } : { value };
}
function readStages(text) {
  if (/^\s*[[{]|^\s*(?:command|metrics)\s*:\s/m.test(text)) return fromYaml(text);
  if (/^(?:auto|all|none)$/.test(text.trim())) return { value: text.trim() };
  return {
    value: text.split(/[,\n]/).map((stage) => stage.trim()).filter((stage) => stage !== "")
  };
}
function readNames(text) {
  if (/^\s*\[/.test(text)) return fromYaml(text);
  const names = text.split(/[,\n]/).map((name) => name.trim()).filter((name) => name !== "");
  const [only] = names;
  return { value: names.length === 1 && only !== void 0 ? only : names };
}
function readPairs(text) {
  const pairs = /* @__PURE__ */ new Map();
  const problems = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (NOTHING.test(line)) continue;
    const [, key, value] = PAIR.exec(line) ?? [];
    if (key === void 0 || value === void 0)
      problems.push({ message: `Line ${index + 1} is not key=value.`, remedy: "Write one option per line." });
    else if (pairs.has(key)) problems.push({ message: `'${key}' is given twice.`, remedy: "Keep one of them." });
    else pairs.set(key, value.trim());
  }
  return problems.length > 0 ? { problems } : { value: Object.fromEntries(pairs) };
}
function secretYaml(text) {
  const read = fromYaml(text, "all");
  if ("value" in read) return read;
  return {
    problems: read.problems.map(({ line }) => ({
      message: `${line === void 0 ? "It" : `Line ${line}`} is neither a YAML mapping nor key=value lines.`,
      remedy: "Write each option once, as key=value on a line of its own."
    }))
  };
}

// src/settings/request.ts
var REQUEST_KEYS = [
  "stages",
  "params",
  "reason",
  "data",
  "update",
  "dry-run"
];
function requestLayer({ name, request = {} }) {
  const label = name === "repository_dispatch" ? "client_payload" : "inputs";
  const given = /* @__PURE__ */ new Map();
  const problems = [];
  if (label === "client_payload") {
    for (const key of Object.keys(request).filter((each) => !REQUEST_KEYS.some((known) => known === each))) {
      const meant = nearest(key, REQUEST_KEYS);
      problems.push({
        id: "setting-unknown",
        message: `${label}: ${showValue(key)} is not a setting of a retraining request.`,
        key: `${label}.${key}`,
        value: key,
        remedy: `${meant === void 0 ? "" : `Did you mean ${meant}? `}Allowed: ${REQUEST_KEYS.join(", ")}.`
      });
    }
  }
  for (const key of REQUEST_KEYS) {
    const written = Object.hasOwn(request, key) ? request[key] : void 0;
    if (written === void 0 || written === null || typeof written === "string" && written.trim() === "") continue;
    const read = typeof written === "string" ? readText2(settingRow(key).text, written.trim()) : { value: written };
    if ("problems" in read) {
      problems.push(
        ...read.problems.map(({ message, remedy }) => ({
          id: "setting-invalid",
          message: `${label}.${key}: ${message}`,
          key: `${label}.${key}`,
          remedy
        }))
      );
      continue;
    }
    const parsed = settingSchema(key).safeParse(read.value);
    if (!parsed.success) problems.push(...issueProblems(parsed.error, read.value, originOf(`${label}.${key}`)));
    else if (key === "data") problems.push(...outside(parsed.data, label));
    if (parsed.success) given.set(key, read.value);
  }
  throwProblems(problems);
  return given;
}
function originOf(label) {
  const named = (path) => path.length === 0 ? label : `${label}: ${dotted(path)}`;
  return { name: named, key: (path) => dotted([label, ...path]) };
}
function outside(changes, label) {
  return changes.flatMap(({ from }) => {
    if (from === void 0 || isUrl(from)) return [];
    const path = normalize(from.replaceAll("\\", "/"));
    const inside = !isAbsolute2(path) && path !== ".." && !path.startsWith("../") && !/(^|\/)\.(git|dvc)(\/|$)/.test(path) && !path.startsWith("~");
    return inside ? [] : [
      {
        id: "setting-invalid",
        message: `${label}.data: from is ${showValue(from)}.`,
        key: `${label}.data.from`,
        value: from,
        remedy: "Name a file of the checkout, or an address such as s3://bucket/new.csv."
      }
    ];
  });
}

// src/settings/resolve.ts
function textOrigin(surface, setting) {
  const label = surface === "option" ? setting === "mode" ? "mode" : `--${setting}` : `input '${setting}'`;
  return {
    name: (path) => path.length === 0 ? label : `${label}: ${dotted(path)}`,
    key: (path) => dotted([setting, ...path]),
    secret: () => setting === "remote-config" || setting === "token"
  };
}
function textLayer(texts, surface) {
  const given = /* @__PURE__ */ new Map();
  const problems = [];
  for (const [setting, written] of texts) {
    const text = trimText(written);
    if (text === "") continue;
    const origin = textOrigin(surface, setting);
    const read = readText2(settingRow(setting).text, text);
    if ("problems" in read) {
      problems.push(
        ...read.problems.map(({ message, remedy }) => ({
          id: "setting-invalid",
          message: `${origin.name([])}: ${message}`,
          key: setting,
          remedy
        }))
      );
      continue;
    }
    const parsed = settingSchema(setting).safeParse(read.value);
    if (parsed.success) given.set(setting, read.value);
    else problems.push(...issueProblems(parsed.error, read.value, origin));
  }
  return { given, problems };
}
function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function settingValue(setting, layers) {
  const row = settingRow(setting);
  const given = layers.map((layer) => layer.get(setting)).filter((value) => value !== void 0);
  const merged = row.text === "pairs" ? Object.assign({}, ...given.filter(isMapping).reverse().map(flattenOptions)) : given[0];
  const nothing = row.text === "yaml" || row.text === "pairs" || row.text === "params" ? {} : void 0;
  return settingSchema(setting).parse(merged ?? row.default ?? nothing);
}
async function resolveSettings(request) {
  const { event } = request;
  const base = await realpath2(request.base).catch(() => request.base);
  const { given: texts, problems } = textLayer(request.texts, request.surface);
  const misplaced = problems.some(({ key }) => key === "config" || key === "working-directory");
  if (misplaced) throwProblems(problems);
  const asked = settingValue("config", [texts]);
  const start = await projectDirectory(base, settingValue("working-directory", [texts]), request.within);
  const resolves = texts.get("mode") === "resolve";
  if (resolves && request.surface === "input") {
    throw new SetupError(
      "mode-not-possible",
      "mode: the action cannot run resolve, which resolves conflicts in a working tree.",
      {
        key: "mode",
        value: "resolve",
        remedy: "Run `dvc-ci resolve` in the clone where you merge."
      }
    );
  }
  const answers = ["command", "auto"].includes(settingValue("mode", [texts])) && event.name === "issue_comment";
  const file = resolves || answers ? void 0 : await loadConfigFile(base, start, asked === void 0 ? void 0 : resolve2(base, asked));
  throwProblems([...problems, ...file?.problems ?? []]);
  const layers = file === void 0 ? [texts] : [texts, file.given];
  const read = (setting) => settingValue(setting, layers);
  const workingDirectory = await projectDirectory(base, read("working-directory"), request.within);
  if (asked === void 0 && file !== void 0 && workingDirectory !== start && await loadConfigFile(base, workingDirectory) !== void 0) {
    throw new SetupError(
      "config-ambiguous",
      `there are two configuration files: ${file.path} and one in its working-directory '${read("working-directory")}'.`,
      {
        key: "working-directory",
        value: read("working-directory"),
        remedy: "Keep one of them, or give working-directory as an input or option."
      }
    );
  }
  const remote = read("remote");
  const dvcVersion = read("dvc-version");
  const jobs = read("jobs");
  const report = read("report");
  const page = read("page");
  const mlflow = mlflowSettings(read, request.mlflow ?? {}, settingValue("tracking-uri", [texts]));
  const mode = chooseMode(read("mode"), event, read("dry-run"), read("plan-for"));
  if (mode === "retrain" || mode === "plan" && read("plan-for") === "retrain")
    layers.splice(1, 0, requestLayer(event));
  const noise = read("noise");
  const dryRun = read("dry-run");
  const token = read("token") ?? request.github.token;
  const workspace = await realpath2(request.github.workspace ?? base).catch(() => base);
  return {
    mode,
    event,
    workingDirectory,
    ...remote === void 0 ? {} : { remote },
    remoteConfig: read("remote-config"),
    remoteTimeout: read("remote-timeout"),
    setup: read("setup"),
    ...dvcVersion === void 0 ? {} : { dvcVersion },
    ...jobs === void 0 ? {} : { jobs },
    keepGoing: read("keep-going"),
    checks: read("checks"),
    validate: {
      pull: read("pull").what,
      pullAlso: read("pull").also,
      evaluate: read("evaluate"),
      evaluateTimeout: read("evaluate-timeout"),
      stale: read("stale"),
      verify: read("verify")
    },
    metrics: {
      baseline: read("baseline"),
      tolerance: read("tolerance"),
      policies: read("thresholds"),
      repeat: read("repeat"),
      ...noise === void 0 ? {} : { noise }
    },
    rebuild: {
      when: read("when"),
      force: read("force"),
      commit: commitOf(mode, read("commit"), read("tag")),
      tag: read("tag"),
      dryRun,
      resume: read("resume"),
      release: read("release")
    },
    mlflow,
    github: {
      ...token === void 0 ? {} : { token },
      apiUrl: request.github.apiUrl,
      project: relative2(workspace, workingDirectory).replaceAll("\\", "/"),
      comment: read("comment"),
      reproWorkflow: read("repro-workflow"),
      checkRun: read("check-run")
    },
    retrain: retrainSettings(read, base),
    fanOut: fanOutOf(mode, read, base),
    rollback: {
      to: versionOf(mode, read("to")),
      targets: targetsOf(read("targets"), read("restore")),
      restore: read("restore"),
      ...optional("reason", read("reason"))
    },
    deploy: {
      ...optional("environment", read("environment")),
      ...optional("command", read("deploy-command")),
      ...optional("event", read("deploy-event")),
      ...optional("workflow", read("deploy-workflow")),
      rollback: read("deploy-rollback")
    },
    lint: { off: read("lint-off") },
    resolve: { files: [...request.files ?? []], installDriver: read("install-driver") },
    cache: { use: read("cache"), limit: read("cache-limit") },
    ...report === void 0 ? {} : { report: resolve2(base, report) },
    ...page === void 0 ? {} : { page: resolve2(base, page) },
    yes: read("yes")
  };
}
function fanOutOf(mode, read, base) {
  const {
    plan = "",
    job = "",
    fragments,
    runsOn,
    planFor
  } = {
    plan: read("plan"),
    job: read("job"),
    fragments: read("fragments"),
    runsOn: read("runs-on"),
    planFor: read("plan-for")
  };
  if (job !== "" && mode !== "stage")
    throw new SetupError(
      "setting-conflict",
      `job: only the mode stage runs a job of a plan, and the mode is ${mode}.`,
      {
        key: "job",
        value: job,
        remedy: "Did you mean jobs? Otherwise omit it."
      }
    );
  if ((mode === "stage" || mode === "collect") && fragments === void 0)
    throw new SetupError("setting-missing", "fragments: the folder for the fragments of the jobs is missing.", {
      key: "fragments",
      remedy: "Name a folder outside of the checkout, such as ${{ runner.temp }}/fragments."
    });
  return {
    plan: mode === "stage" || mode === "collect" ? plan : "",
    job,
    fragments: fragments === void 0 ? "" : resolve2(base, fragments),
    runsOn,
    planFor
  };
}
function versionOf(mode, to) {
  if (mode === "rollback" && to === void 0)
    throw new SetupError("setting-missing", "to: a rollback needs the version to restore.", {
      key: "to",
      remedy: "Name a tag, a branch or a commit, such as `--to v2.0`."
    });
  return to ?? "";
}
function targetsOf(targets, restore) {
  if (restore === "all" && targets.length > 0)
    throw new SetupError(
      "setting-conflict",
      "restore: all restores the whole working directory, but targets names parts of it.",
      {
        key: "targets",
        value: targets.join(","),
        remedy: "Omit one of the two."
      }
    );
  return targets;
}
function commitOf(mode, commit, tag) {
  if (["rebuild", "retrain", "plan", "collect"].includes(mode) && commit === "tag" && tag.length === 0) {
    throw new SetupError("setting-missing", "commit: tag publishes the build under a tag, but no tag is configured.", {
      key: "tag",
      value: "none",
      remedy: "Set rebuild.tag (option --tag), such as model-v{n}."
    });
  }
  return commit;
}
function optional(key, value) {
  return value === void 0 ? {} : { [key]: value };
}
export {
  resolveSettings,
  settingValue,
  textLayer
};
