import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  fromTop,
  shellWord
} from "./chunk-2OGHCNB3.js";
import {
  CLIENT_MODULES,
  DEFAULT_DVC_VERSION,
  EXTRA_MODULES,
  MINIMUM_DVC_VERSION,
  binDirectory,
  compareVersions,
  describeUnsupported,
  extrasOf,
  findPython,
  isProgram,
  isSupported,
  parseDvcVersion,
  parseObject,
  probeDvc,
  programFile,
  programsNamed,
  pythonOf,
  searchDvc
} from "./chunk-2YNCK45N.js";
import {
  runProcess
} from "./chunk-UAXYXOMA.js";
import {
  cacheRoot,
  makeCacheDirectory
} from "./chunk-7M6STCMH.js";
import {
  require_dist
} from "./chunk-FZMT2CAN.js";
import {
  CancelledError,
  DvcCiError,
  OutsideError,
  SetupError,
  messageOf
} from "./chunk-GSQGKKGD.js";
import {
  __toESM
} from "./chunk-VUXC3WPS.js";

// src/report/shell-remedy.ts
import { posix } from "node:path";
var WORD = String.raw`(?:[\w./@%+=:,][\w./@%+=:,-]*|'[^']*')`;
var FILES = new RegExp(
  String.raw`((?:^|&& )(?:(?:rm|git add|git rm)(?: -[\w-]*)*|git log --) )(${WORD}(?: ${WORD})*)`,
  "g"
);
var moved = /* @__PURE__ */ new WeakSet();
function moveRemedy(error, folder) {
  if (!(error instanceof DvcCiError) || error.details.remedy === void 0 || moved.has(error)) return;
  moved.add(error);
  error.details.remedy = movedCommands(error.details.remedy, folder);
}
function unquoted(word) {
  return word.startsWith("'") ? word.slice(1, -1) : word;
}
function movedCommands(text, folder) {
  if (folder === "") return text;
  return text.replace(/`([^`]+)`/g, (whole, command) => {
    if (command.includes("dvc --cd ")) return whole;
    const moved2 = command.replace(
      FILES,
      (_, before, paths) => before + paths.replace(new RegExp(WORD, "g"), (path) => shellWord(posix.join(folder, unquoted(path))))
    );
    return `\`${fromTop(folder, moved2)}\``;
  });
}

// src/toolchain/install-dvc.ts
import { createHash as createHash2 } from "node:crypto";
import { copyFile, mkdir, readFile as readFile2, realpath, rm as rm2, symlink, writeFile as writeFile3 } from "node:fs/promises";
import { dirname as dirname2, join as join3, relative } from "node:path";

// src/toolchain/dvc-lock.ts
import { createHash } from "node:crypto";

// src/text/requirement-lines.ts
function requirementLines(text) {
  return text.replace(/^[ \t]*#.*$/gm, "").replace(/\\\r?\n/g, " ").split(/\r?\n/).map(
    (line) => line.replace(/(^|\s)#.*$/, "").trim().replace(/^-\s+(["']?)(.*)\1$/, "$2").trim()
  ).filter(Boolean);
}

// src/toolchain/install-output.ts
var LINES = 12;
function lastLines(result, count = LINES) {
  return `${result.stdout}
${result.stderr}`.split(/[\r\n]+/).filter((line) => line.trim()).slice(-count).join("\n");
}

// src/toolchain/dvc-lock.ts
var WRITE_LOCK = "Write it with `uv pip compile --universal --generate-hashes`, or with `pip-compile --generate-hashes --no-emit-index-url`.";
var PACKAGE = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*==\s*([^\s;*]+)\s*(?:;.*?)?((?:\s+--hash=\S+)*)$/;
var HASH = /^--hash=sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})$/;
function parseDvcLock(file, text, asked) {
  const reject = (message, value, remedy = WRITE_LOCK, line) => new SetupError("dvc-lock-invalid", `dvc-lock: ${file} ${message}`, {
    key: "dvc-lock",
    value,
    remedy,
    path: file,
    ...line === void 0 ? {} : { line }
  });
  const lineOf = (requirement) => {
    const [first = ""] = requirement.split(/\s/);
    const index = text.split(/\r?\n/).findIndex((line) => line.trim().startsWith(first));
    return index < 0 ? void 0 : index + 1;
  };
  const packages = /* @__PURE__ */ new Set();
  let version;
  for (const requirement of requirementLines(text)) {
    const [, name, exact, hashes = ""] = PACKAGE.exec(requirement) ?? [];
    if (name === void 0 || exact === void 0)
      throw reject(
        `has a line that is no package with an exact version: '${requirement.slice(0, 100)}'.`,
        requirement.slice(0, 100),
        WRITE_LOCK,
        lineOf(requirement)
      );
    const given = hashes.split(/\s+/).filter(Boolean);
    if (given.length === 0 || !given.every((hash) => HASH.test(hash)))
      throw reject(`has no valid hash of ${name} ${exact}.`, `${name}==${exact}`, WRITE_LOCK, lineOf(requirement));
    packages.add(normalised(name));
    if (normalised(name) === "dvc") version ??= exact;
  }
  if (version === void 0) throw reject("does not name dvc.", file);
  if (!/^\d+\.\d+\.\d+$/.test(version) || !isSupported(version))
    throw reject(
      `names DVC ${version}, which is not supported.`,
      `dvc==${version}`,
      `Lock a release of DVC ${MINIMUM_DVC_VERSION} or newer.`
    );
  if (asked !== void 0 && !parseDvcVersion(asked).accepts(version))
    throw new SetupError("setting-conflict", `dvc-version is ${asked}, but dvc-lock (${file}) has DVC ${version}.`, {
      key: "dvc-version",
      value: asked,
      remedy: `Remove dvc-version, or lock DVC ${asked}.`
    });
  return { file, text, version, packages, hash: createHash("sha256").update(text).digest("hex").slice(0, 16) };
}
function lockError({ file }, python, output) {
  const wrong = /Hash mismatch for `([^`]+)`/.exec(output.stderr)?.[1];
  if (wrong !== void 0) {
    const hash = /Computed:\s+(\S+)/.exec(output.stderr)?.[1] ?? "another hash";
    return new OutsideError(
      "package-not-verified",
      `dvc-lock: the file of ${wrong} in the package index has ${hash}, which ${file} does not have.`,
      {
        key: "dvc-lock",
        value: wrong,
        remedy: "Check the package index and its proxy. If the file of the index is right, write the lock file again."
      }
    );
  }
  const message = `dvc-lock: ${file} cannot be installed for Python ${python}.
${lastLines(output)}
`;
  return new SetupError("dvc-lock-invalid", message, { key: "dvc-lock", value: file, remedy: WRITE_LOCK });
}
function requireExtras({ file, version, packages }, extras) {
  const lacking = extras.map((extra) => normalised(EXTRA_MODULES[extra])).filter((name) => !packages.has(name));
  if (lacking.length > 0)
    throw new SetupError("dvc-lock-invalid", `dvc-lock: ${file} lacks ${lacking.join(", ")} for the remotes.`, {
      key: "dvc-lock",
      value: file,
      remedy: `Lock 'dvc[${extras.join(",")}]==${version}'. ${WRITE_LOCK}`
    });
}
function normalised(name) {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
function lockStartError({ file, version }, problem) {
  return new SetupError(
    "dvc-does-not-start",
    `dvc-lock: DVC ${version} of ${file} is installed but does not start.
${problem}
`,
    { key: "dvc-lock", value: file, remedy: `Lock other versions of its packages. ${WRITE_LOCK}` }
  );
}

// src/toolchain/kept-directory.ts
import { randomBytes } from "node:crypto";
import { readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
var POINTER = "current";
var HOUR_MS = 36e5;
var ABANDONED_MS = 24 * HOUR_MS;
var UNUSED_MS = 30 * 24 * HOUR_MS;
async function keptDirectory(request) {
  const home = join(request.root, request.kind, request.name);
  const reuse = async () => {
    const kept = request.renew ? void 0 : await current(home);
    if (kept === void 0 || !await request.usable(kept)) return void 0;
    const now = /* @__PURE__ */ new Date();
    await utimes(join(home, POINTER), now, now).catch(() => void 0);
    return { directory: kept, reused: true };
  };
  const before = await reuse();
  if (before) return before;
  const shared = request.renew ? void 0 : request.shared;
  const entry = {
    what: request.what ?? `${request.kind} ${request.name}`,
    kind: request.kind,
    name: `${request.name}-${month()}`,
    paths: [home]
  };
  if (await shared?.restore(entry) !== void 0) {
    const restored = await reuse();
    if (restored) return restored;
  }
  const attempt = `${Date.now().toString(36)}${randomBytes(4).toString("hex")}`;
  const directory = join(home, attempt);
  await makeCacheDirectory(request.root, directory);
  try {
    await request.build(directory);
    const meanwhile = await reuse();
    if (meanwhile) {
      await rm(directory, { recursive: true, force: true });
      return meanwhile;
    }
    const pointer = join(home, `${POINTER}.${attempt}`);
    await writeFile(pointer, `${attempt}
`);
    await rename(pointer, join(home, POINTER));
  } catch (error) {
    await rm(directory, { recursive: true, force: true }).catch(() => void 0);
    await rmdir(home).catch(() => void 0);
    throw error;
  }
  shared?.keep(entry);
  await removeAbandoned(home, directory).catch(() => void 0);
  await removeUnused(home).catch(() => void 0);
  return { directory, reused: false };
}
function month() {
  return (/* @__PURE__ */ new Date()).toISOString().slice(0, 7);
}
async function current(home) {
  const name = await readFile(join(home, POINTER), "utf8").then(
    (text) => text.trim(),
    () => ""
  );
  return /^\w+$/.test(name) ? join(home, name) : void 0;
}
async function removeAbandoned(home, kept) {
  for (const name of await readdir(home)) {
    const path = join(home, name);
    if (name !== POINTER && path !== kept && await olderThan(path, ABANDONED_MS))
      await rm(path, { recursive: true, force: true });
  }
}
async function removeUnused(home) {
  const kind = dirname(home);
  for (const name of await readdir(kind)) {
    if (name !== basename(home) && await olderThan(join(kind, name, POINTER), UNUSED_MS))
      await rm(join(kind, name), { recursive: true, force: true });
  }
}
async function olderThan(path, milliseconds) {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > milliseconds,
    () => false
  );
}

// src/toolchain/release-day.ts
var FIRST_DAY = Date.UTC(2023, 5, 1);
var DAY_MS = 864e5;
async function findReleaseDay(uv, python, version, options) {
  const existsBy = async (day) => {
    const argv = ["pip", "compile", "-", "--no-deps", "--quiet", "--python", python, "--exclude-newer", format(day)];
    return (await runProcess([uv, ...argv], { ...options, input: `dvc==${version}
` })).code === 0;
  };
  let [without, having] = [0, Math.ceil((Date.now() - FIRST_DAY) / DAY_MS)];
  if (!await existsBy(having)) return void 0;
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (await existsBy(middle)) having = middle;
    else without = middle;
  }
  return format(having);
}
function format(day) {
  return new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10);
}

// src/toolchain/uv.ts
import { writeFile as writeFile2 } from "node:fs/promises";
import { join as join2 } from "node:path";

// src/toolchain/install-variables.ts
var REDIRECTS = /^(VIRTUAL_ENV|CONDA_PREFIX|PYTHONHOME|PYTHONPATH|PIP_(TARGET|PREFIX|ROOT|REQUIRE_VIRTUALENV|PYTHON)|UV_(PYTHON|SYSTEM_PYTHON|TARGET|PREFIX|PROJECT|BREAK_SYSTEM_PACKAGES)|FORCE_COLOR|CLICOLOR_FORCE|INPUT_.*)$/i;
function installVariables(env) {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !REDIRECTS.test(name))),
    NO_COLOR: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    // pip.conf may ask for the user's own folder, which conflicts with an installation into another folder.
    PIP_USER: "0",
    UV_NO_PROGRESS: "1",
    UV_PYTHON_DOWNLOADS: "never"
  };
}
var PIP_TO_UV = [
  { pip: "index-url", uv: "UV_DEFAULT_INDEX", instead: ["UV_INDEX_URL"] },
  { pip: "extra-index-url", uv: "UV_INDEX", instead: ["UV_EXTRA_INDEX_URL"] },
  { pip: "trusted-host", uv: "UV_INSECURE_HOST", instead: [] },
  { pip: "cert", uv: "SSL_CERT_FILE", instead: [] },
  { pip: "proxy", uv: "ALL_PROXY", instead: ["HTTPS_PROXY", "https_proxy", "all_proxy"] }
];
async function uvVariablesOfPip(python, env, cwd, signal) {
  const program = await pythonWithPip(python);
  if (program === void 0) return parsePipConfig(pipVariables(env), env);
  const result = await runProcess([program, "-m", "pip", "config", "list"], { cwd, env, signal, timeout: 30 });
  return parsePipConfig(result.code === 0 ? result.stdout : pipVariables(env), env);
}
async function pythonWithPip({ pip, program, base }) {
  if (pip) return program;
  for (const found of [pythonOf(base), `${pythonOf(base)}3`]) if (await isProgram(found)) return found;
  return void 0;
}
function pipVariables(env) {
  return PIP_TO_UV.map(({ pip }) => {
    const value = env[`PIP_${pip.toUpperCase().replaceAll("-", "_")}`];
    return value === void 0 ? "" : `:env:.${pip}='${value}'
`;
  }).join("");
}
function parsePipConfig(text, env) {
  const settings = /* @__PURE__ */ new Map();
  for (const section of ["global", "install", ":env:"]) {
    for (const line of text.split("\n")) {
      const equals = line.indexOf("=");
      if (equals < 0 || !line.startsWith(`${section}.`)) continue;
      const value = line.slice(equals + 1).replace(/^(['"])(.*)\1$/, "$2").replaceAll("\\n", " ").replaceAll("\\\\", "\\").trim();
      settings.set(line.slice(section.length + 1, equals), value);
    }
  }
  const variables = {};
  for (const { pip, uv, instead } of PIP_TO_UV) {
    const value = settings.get(pip);
    if (value && [uv, ...instead].every((name) => env[name] === void 0)) variables[uv] = value.replace(/\s+/g, " ");
  }
  if (variables.UV_INDEX !== void 0 && env.UV_INDEX_STRATEGY === void 0)
    variables.UV_INDEX_STRATEGY = "unsafe-best-match";
  return variables;
}

// src/toolchain/uv-release.ts
var UV_VERSION = "0.13.8";
var UV_HASHES = [
  "0b3e8b1a4f5e405e31e2ff33de8af4744831e9f7338539671efbd8c3c94e791d",
  "0ec33661a14e38dea8dfb18167d2a4a5c7fe3d476c62dd8eb6acf5f378727201",
  "13050c64530a1ccfc223af0306a8152d41c0d36ea63bc19161221ca65dfe480a",
  "29451c60f5e8b07403e0a175d5229efc36b0289b34143ff4aaa499a5dd52553a",
  "5337c30bb893b4f9ce0ceb921ba2da0d13f649da644f40ad3bef84083bef0203",
  "55c0b405e75dea1d1c53efc9a8e0725f4031be0e219ec2a08b15d78ece9a616a",
  "5ace7ec339798aca31be51a75fa7c1544fe84e02fadd17a9fa3324813bbaf237",
  "62b6943c7fd64fac6854f780bea6e0359e5a5bc3241f83ee357bb38276afac49",
  "63d807451e63c8d21b1b33c945af16438ac9d8ffddc59b31ce69c692135891f5",
  "6999618363d03a0a085a9491db319e00b461dbda205db06ef1fd55dfcbf6472b",
  "86f1319f851e645bc295bb921e6be19beae7e69216c75ae809010ca7817393aa",
  "87614f62b09e3571593ffe01bf2e1dccb8df928a8423324dba80c6d0e33060eb",
  "9cf0b7b12f13da6ab1c85694ab618d97a2bbd0c904cdea7f0172fb1dd768b9d5",
  "b26fe533dc6153787e40443b7d9428ed41349127bff36a954ec82c48be01ded9",
  "b4184029b1b7c54409b9cd4372c73a36ef9c2d1d7cf3b0aca59c8b1932f041dc",
  "b7124ca1956ec2e476a1003ea5715a15f0266afaec37f4dc9c6972ba8183e6d1",
  "bfcaada3989c7716ad4b58673cd1413fad4fdc6b2e446f9553db0ef18da20850",
  "cfbc13020a64cdf2f116d2936824c38edbf41e5c07f1ea291baf02e31ebf3ed0",
  "e18a57b8b352eb7c8feb317b9f6f533c8f0ad9673fd6cf34bbe3cf1a9f6a8984"
];

// src/toolchain/without-index.ts
var WITHOUT_INDEX = "Check that this machine reaches the package index. Without it: name an index of your own (PIP_INDEX_URL and UV_INDEX_URL), put uv on PATH, or install DVC with the extras of the remotes before dvc-ci runs, which then uses it.";

// src/toolchain/uv.ts
async function provideUv(request, release = { version: UV_VERSION, hashes: UV_HASHES }) {
  const { env, cwd, signal, host, cacheRoot: cacheRoot2 } = request;
  for (const program of await programsNamed("uv", env)) {
    if (await runs(program, request)) return { program, origin: "path", env: installVariables(env) };
    host.debug(`uv: ${program} does not run`);
  }
  const python = await findPython({ env, cwd, signal, minimum: "3.9", purpose: "install uv" });
  const variables = installVariables(env);
  const [{ directory, reused }, settings] = await Promise.all([
    keptDirectory({
      root: cacheRoot2,
      kind: "uv",
      name: [release.version, process.platform, process.arch].join("-"),
      usable: async (kept) => await runs(uvIn(kept), request),
      build: async (made) => {
        host.info(`Installing uv ${release.version}: PATH has none.`);
        await installUv(python, made, request, release);
      }
    }),
    // Not in the project, whose files could shadow pip.
    uvVariablesOfPip(python, variables, python.base, signal)
  ]);
  host.debug(`uv: ${uvIn(directory)}${reused ? ", installed before" : ""}`);
  return { program: uvIn(directory), origin: "installed", env: { ...variables, ...settings } };
}
function uvIn(directory) {
  return join2(directory, "uv", "bin", programFile("uv"));
}
async function runs(program, { env, cwd, signal }) {
  try {
    return (await runProcess([program, "--version"], { env, cwd, signal, timeout: 30 })).code === 0;
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error;
    return false;
  }
}
async function installUv(python, directory, { env, signal }, { version, hashes }) {
  const options = { env: { ...installVariables(env), PIP_CONSTRAINT: void 0 }, cwd: directory, signal };
  let pip = python.program;
  if (!python.pip) {
    const venv = join2(directory, "pip");
    const made = python.ensurepip ? await runProcess([python.program, "-m", "venv", venv], options) : void 0;
    if (made?.code !== 0) {
      const minor = python.version.split(".").slice(0, 2).join(".");
      const said = made ? `
${lastLines(made)}
` : "";
      throw new SetupError(
        "uv-not-installable",
        `uv cannot be installed: ${python.program} (${python.version}) has neither pip nor the modules venv and ensurepip.${said}`,
        {
          key: "PATH",
          value: python.program,
          remedy: `Install them ('apt-get install python3-venv', or python${minor}-venv, on Debian and Ubuntu), or uv, or use the step 'uses: actions/setup-python'.`
        }
      );
    }
    pip = pythonOf(venv);
  }
  const target = join2(directory, "uv");
  const requirements = join2(directory, "uv.txt");
  await writeFile2(requirements, `uv==${version} ${hashes.map((hash) => `--hash=sha256:${hash}`).join(" ")}
`);
  const arguments_ = ["--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:", "--target", target];
  const result = await runProcess([pip, "-m", "pip", "install", ...arguments_, "-r", requirements], options);
  if (result.code !== 0) throw pipError(result, version);
  if (!await isProgram(uvIn(directory))) {
    throw new OutsideError(
      "uv-install-failed",
      `uv cannot be installed: pip succeeded, but ${uvIn(directory)} does not exist.`,
      {
        remedy: "Put uv on PATH."
      }
    );
  }
}
function pipError(result, version) {
  if (/DO NOT MATCH THE HASHES/.test(result.stderr)) {
    const file = /([^/\s]+\.whl)/.exec(result.stderr)?.[1] ?? "a file";
    const hash = /Got\s+([0-9a-f]{64})/.exec(result.stderr)?.[1];
    return new OutsideError(
      "package-not-verified",
      `uv ${version} is not installed: ${file} of the package index has ${hash === void 0 ? "a hash" : `the hash sha256:${hash}`}, which its release does not have.`,
      {
        value: `uv==${version}`,
        remedy: "Check the package index ('pip config list' names it) and its proxy, or put a trusted uv on PATH."
      }
    );
  }
  return new OutsideError(
    "uv-install-failed",
    `uv ${version} cannot be installed: pip ended with ${result.code}.
${lastLines(result)}
`,
    { remedy: WITHOUT_INDEX }
  );
}

// src/toolchain/install-dvc.ts
var MINIMUM_PYTHON = "3.9";
var UNRESOLVABLE = 1;
var LATER_BOUNDS = [{ before: "3.66", requirement: "pathspec<1" }];
var EXTRA_BOUNDS = { gdrive: "pyopenssl>=24" };
var TRIAL = `
import importlib, sys
import dvc.cli, dvc.ignore, dvc.repo.init, dvc.repo.reproduce, dvc.repo.status, dvc.scm, scmrepo.git
for name in sys.argv[1:]:
    importlib.import_module(name)
sys.exit(dvc.cli.main(["init", "--no-scm"]))
`;
async function installDvc(request) {
  const { env, cwd, signal, cacheRoot: cacheRoot2, lock } = request;
  const asked = parseDvcVersion(lock?.version ?? request.version ?? DEFAULT_DVC_VERSION);
  const extras = [...new Set(request.extras)].sort();
  if (lock !== void 0) requireExtras(lock, extras);
  const python = await findPython({ env, cwd, signal, minimum: MINIMUM_PYTHON, purpose: "install DVC" });
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "dvc",
    what: `DVC ${asked.text}`,
    ...request.shared === void 0 ? {} : { shared: request.shared },
    name: [
      asked.text,
      ...lock === void 0 ? [] : [`lock${lock.hash}`],
      extras.join("+") || "plain",
      `py${python.version}`,
      await hashOf(python)
    ].join("-"),
    usable: async (kept) => await readInstallation(kept) !== void 0,
    build: async (made) => build(made, { ...request, extras, asked, python })
  });
  const installation = await readInstallation(directory);
  if (!installation)
    throw new OutsideError("dvc-install-failed", `the DVC in ${directory} disappeared after its installation.`, {
      remedy: "Run again."
    });
  request.host.debug(`DVC ${installation.version}: ${installation.dvc}${reused ? ", installed before" : ""}`);
  return installation;
}
async function hashOf(python) {
  const base = await realpath(python.base).catch(() => python.base);
  return createHash2("sha256").update(JSON.stringify([base, process.platform, process.arch])).digest("hex").slice(0, 8);
}
var places = (directory) => ({
  environment: join3(directory, "environment"),
  command: join3(directory, "command"),
  stamp: join3(directory, "dvc.json")
});
async function readInstallation(directory) {
  const { environment, command, stamp } = places(directory);
  const [dvc, python] = [join3(command, programFile("dvc")), pythonOf(environment)];
  const { version } = parseObject(await readFile2(stamp, "utf8").catch(() => "")) ?? {};
  if (typeof version !== "string" || !await isProgram(dvc) || !await isProgram(python)) return void 0;
  return { dvc, python, version, origin: "installed" };
}
async function build(directory, request) {
  const { asked, extras, python, signal, host } = request;
  const { environment, command, stamp } = places(directory);
  const uv = await provideUv(request);
  const label = `DVC ${asked.text}${request.lock ? ` of ${request.lock.file}` : extras.length ? ` with ${extras.join(", ")}` : ""}`;
  host.info(`Installing ${label} for Python ${python.version}.`);
  const started = performance.now();
  const tools = {
    uv: uv.program,
    label,
    environment,
    clients: extras.flatMap((extra) => [EXTRA_MODULES[extra], CLIENT_MODULES[extra]]),
    trial: join3(directory, "trial"),
    options: { cwd: directory, env: uv.env, signal }
  };
  let version = await fill(tools, request);
  const problem = await tryOut(tools);
  if (problem !== void 0) {
    if (request.lock) throw lockStartError(request.lock, problem);
    host.debug(`${label} does not start: ${problem}`);
    const day = await findReleaseDay(uv.program, pythonOf(environment), version, tools.options);
    if (day === void 0) throw startError(label, asked, problem);
    host.info(
      `${label} does not start with today's versions of its dependencies: using their versions of ${day}, the day of its release.`
    );
    await rm2(environment, { recursive: true });
    version = await fill(tools, request, ["--exclude-newer", day]);
    const still = await tryOut(tools);
    if (still !== void 0) throw startError(label, asked, still);
  }
  await mkdir(command);
  const program = join3(binDirectory(environment), programFile("dvc"));
  if (process.platform === "win32") await copyFile(program, join3(command, programFile("dvc")));
  else await symlink(relative(command, program), join3(command, "dvc"));
  await writeFile3(stamp, `${JSON.stringify({ version, extras, python: python.version })}
`);
  host.debug(`${label}: installed in ${Math.round(performance.now() - started)} ms`);
}
async function fill({ uv, label, environment, options }, request, more = []) {
  const { asked, extras, python, signal, host, lock } = request;
  const venv = await runProcess([uv, "venv", "--quiet", "--python", python.program, environment], options);
  if (venv.code !== 0)
    throw new OutsideError(
      "environment-not-created",
      `${label}: uv cannot make an environment with ${python.program}.
${lastLines(venv)}`
    );
  const extraBounds = more.length > 0 ? [] : extras.flatMap((extra) => EXTRA_BOUNDS[extra] ?? []);
  const lockFile = join3(dirname2(environment), "dvc-lock.txt");
  if (lock) await writeFile3(lockFile, lock.text);
  const requirements = lock ? ["--require-hashes", "-r", lockFile] : [`dvc${extras.length ? `[${extras.join(",")}]` : ""}${asked.specifier}`, ...boundsOf(asked), ...extraBounds];
  const installed = await runProcess(
    [uv, "pip", "install", "--python", pythonOf(environment), ...more, ...requirements],
    options
  );
  host.debug(lastLines(installed, Infinity));
  if (lock && installed.code === UNRESOLVABLE) throw lockError(lock, python.version, installed);
  if (installed.code !== 0) throw installError(label, installed.code, lastLines(installed), request);
  const probed = await probeDvc(pythonOf(environment), { cwd: options.cwd, env: options.env ?? {}, signal });
  const lacking = typeof probed === "string" ? probed : extras.filter((extra) => !probed.extras.includes(extra)).join(", ");
  if (typeof probed === "string" || lacking)
    throw new OutsideError("dvc-install-failed", `${label} is installed but incomplete: ${lacking}.`);
  return probed.version;
}
function boundsOf(asked) {
  return LATER_BOUNDS.filter(({ before }) => compareVersions(asked.text, before) < 0).map(
    ({ requirement }) => requirement
  );
}
function installError(label, code, lines, { asked, python, version }) {
  if (code !== UNRESOLVABLE) {
    return new OutsideError("dvc-install-failed", `${label} cannot be installed: uv ended with ${code}.
${lines}
`, {
      remedy: WITHOUT_INDEX
    });
  }
  return new SetupError(
    "dvc-version-not-installable",
    `dvc-version: ${label} cannot be installed for Python ${python.version}.
${lines}
`,
    {
      key: "dvc-version",
      value: version ?? asked.text,
      remedy: `Name a version that exists ('pip index versions dvc' lists them), ${MINIMUM_DVC_VERSION} or newer, e.g. '${DEFAULT_DVC_VERSION}', or use another Python.`
    }
  );
}
async function tryOut({ environment, clients, trial, options }) {
  await mkdir(trial);
  const env = {
    ...options.env,
    DVC_NO_ANALYTICS: "1",
    DVC_SITE_CACHE_DIR: join3(trial, "site"),
    DVC_GLOBAL_CONFIG_DIR: trial,
    DVC_SYSTEM_CONFIG_DIR: trial
  };
  const result = await runProcess([pythonOf(environment), "-c", TRIAL, ...clients], { ...options, cwd: trial, env });
  await rm2(trial, { recursive: true, force: true });
  return result.code === 0 ? void 0 : errorLines(result);
}
function startError(label, asked, problem) {
  const newer = compareVersions(asked.text, DEFAULT_DVC_VERSION) < 0 ? `Use a newer DVC ('${DEFAULT_DVC_VERSION}'), or put` : "Put";
  return new SetupError("dvc-does-not-start", `dvc-version: ${label} is installed but does not start.
${problem}
`, {
    key: "dvc-version",
    value: asked.text,
    remedy: `${newer} a working DVC on PATH, e.g. from the project's own lock file.`
  });
}
function errorLines(result) {
  const errors = result.stderr.split("\n").filter((line) => line.startsWith("ERROR:"));
  return errors.length ? errors.join("\n") : lastLines(result);
}

// src/toolchain/provide-dvc.ts
var ORIGINS = {
  environment: "the project's environment",
  path: "PATH",
  installed: "the cache"
};
async function provideDvc(request) {
  const extras = extrasOf(request.schemes);
  const install = { ...request, extras, cacheRoot: request.cacheRoot ?? cacheRoot(request.env) };
  if (request.lock !== void 0) {
    const installed2 = await installDvc(install);
    request.host.info(`DVC ${installed2.version} from ${ORIGINS.installed}, by ${request.lock.file}: ${installed2.dvc}`);
    return installed2;
  }
  const search = await searchDvc({ ...request, extras });
  const { found } = search;
  if (found && !found.missing) {
    request.host.info(`DVC ${found.version} from ${ORIGINS[found.origin]}: ${found.dvc}`);
    return found;
  }
  const why = reasonToInstall(search, request.version);
  const installed = await installSimilar(found, install);
  const line = `DVC ${installed.version} from ${ORIGINS.installed}, because ${why}: ${installed.dvc}`;
  if (search.unsupported && !found && !search.otherVersion)
    request.host.warning(describeUnsupported(search.unsupported));
  request.host.info(line);
  return installed;
}
function reasonToInstall({ found, otherVersion, unsupported }, version) {
  if (found?.missing)
    return `DVC ${found.version} (${found.dvc}) lacks ${found.missing.map((extra) => `dvc[${extra}]`).join(", ")}`;
  if (otherVersion && version !== void 0)
    return `dvc-version asks for ${parseDvcVersion(version).text} and ${otherVersion.dvc} is ${otherVersion.version}`;
  if (unsupported) return `${unsupported.dvc} is ${unsupported.version}, which is too old`;
  return "no active environment and no folder of PATH has a DVC that Python can import";
}
async function installSimilar(found, install) {
  if (!found || !isRelease(found.version)) return await installDvc(install);
  try {
    return await installDvc({ ...install, version: found.version });
  } catch (error) {
    if (!(error instanceof SetupError) || install.version !== void 0) throw error;
    install.host.debug(messageOf(error));
    return await installDvc(install);
  }
}
function isRelease(version) {
  return /^\d+\.\d+\.\d+$/.test(version);
}

// src/metrics/metrics-file.ts
import { extname } from "node:path";

// src/metrics/flatten.ts
import { posix as posix2 } from "node:path";

// src/metrics/refusal.ts
var Refusal = class extends Error {
  /** The line, from 1, where it is known. */
  line;
  constructor(message, line) {
    super(message);
    this.name = "Refusal";
    this.line = line;
  }
};
var MAX_DEPTH = 100;
function refuseDepth(depth, line) {
  if (depth > MAX_DEPTH) throw new Refusal(`it is nested more than ${MAX_DEPTH} levels deep`, line);
}

// src/metrics/slice-table.ts
var MAX_RECORDS = 1e4;
var MAX_CELLS = 1e5;
var MAX_NAMES = 10;
var LONGEST_VALUE = 200;
var SUPPORT = /* @__PURE__ */ new Set(["n", "count", "rows", "support"]);
function isSupport(name, value) {
  return SUPPORT.has(name.toLowerCase()) && (value === void 0 || Number.isSafeInteger(value) && value >= 0);
}
function readSliceTable(items, describe2, isNamed) {
  if (items.length === 0 || items.length > MAX_RECORDS) return void 0;
  try {
    const records = recordsOf(items, describe2);
    const names = records && columnsOfNames(records);
    if (names === void 0 || names.length === 0 || names.length > MAX_NAMES) return void 0;
    const isName = new Set(names);
    const rows = records?.map((record) => ({
      value: names.map((name) => valueOf(record.find(({ entry }) => entry.key === name)?.shape)).join("+"),
      cells: record.filter(({ entry }) => !isName.has(entry.key)).map(({ entry }) => entry)
    }));
    const distinct = new Set(rows?.map(({ value }) => value)).size;
    if (rows === void 0 || !isNamed && rows.length > 2 && distinct * 2 <= rows.length) return void 0;
    return { dimension: names.join("+"), rows };
  } catch (error) {
    if (error instanceof Refusal) return void 0;
    throw error;
  }
}
function recordsOf(items, describe2) {
  const records = [];
  let budget = MAX_CELLS;
  for (const item of items) {
    const shape = describe2(item);
    if (shape.kind !== "map") return void 0;
    budget -= shape.entries.length;
    if (budget < 0) return void 0;
    const record = [];
    for (const entry of shape.entries) {
      const cell = describe2(entry.node);
      if (cell.kind === "map" || cell.kind === "list") return void 0;
      record.push({ entry, shape: cell });
    }
    records.push(record);
  }
  return records;
}
function columnsOfNames(records) {
  const named = /* @__PURE__ */ new Map();
  const others = /* @__PURE__ */ new Set();
  let hasNumber = false;
  for (const record of records)
    for (const { entry, shape } of record) {
      hasNumber ||= shape.kind === "number";
      const kind = kindOf(shape);
      if (kind === "other") others.add(entry.key);
      else named.set(entry.key, named.get(entry.key) === true || kind === "name");
    }
  const names = [...named].filter(([column, isNamed]) => isNamed && !others.has(column)).map(([column]) => column);
  const isName = new Set(names);
  const isAmbiguous = records.some((record) => {
    const own = record.map(({ entry }) => entry.key).filter((key) => isName.has(key));
    return new Set(own).size < own.length;
  });
  return hasNumber && !isAmbiguous ? names : void 0;
}
function kindOf(shape) {
  if (shape.kind === "text") return shape.value.length > LONGEST_VALUE ? "other" : "name";
  if (shape.kind === "number") return "other";
  return shape.seen === "true" || shape.seen === "false" ? "name" : shape.seen === "null" ? "null" : "other";
}
function valueOf(shape) {
  return shape === void 0 ? "null" : shape.kind === "text" ? shape.value : shape.kind === "other" ? shape.seen : "";
}

// src/metrics/flatten.ts
var MAX_ENTRIES = 1e5;
var MAX_QUOTE = 40;
var READS_LIKE_A_NUMBER = /^[-+]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*%?$|^[-+]?\.?(?:nan|inf|infinity)$/i;
function flatten(path, root, describe2) {
  const leaves = /* @__PURE__ */ new Map();
  const file = posix2.basename(path, posix2.extname(path));
  const sliced = posix2.basename(posix2.dirname(path)) === "slices" ? file : void 0;
  let budget = MAX_ENTRIES;
  const record = (scope, leaf) => {
    const name = scope.keys.length === 0 ? file : scope.keys.join(".");
    const twice = scope.doubtful || leaves.has(name);
    const found = twice ? duplicate(path, name, scope.line) : leaf(name);
    const slice = scope.slice ?? sliceOf(scope.keys, sliced);
    leaves.set(name, slice === void 0 ? found : { ...found, slice: withSupport(slice, found) });
  };
  const walkMap = (entries, scope) => {
    const repeated = repeatedKeys(entries);
    for (const entry of entries) {
      const below = {
        keys: [...scope.keys, entry.key],
        ...entry.line === void 0 ? {} : { line: entry.line },
        doubtful: scope.doubtful || repeated.has(entry.key),
        ...scope.slice === void 0 ? {} : { slice: { ...scope.slice, metric: entry.key } }
      };
      if (repeated.has(entry.key)) record(below, (name) => duplicate(path, name, below.line));
      walk(entry.node, below);
    }
  };
  const walk = (node, scope) => {
    if (--budget < 0) throw new Refusal(`it has more than ${MAX_ENTRIES} entries`);
    refuseDepth(scope.keys.length, scope.line);
    const shape = describe2(node);
    const isNamed = file === "slices" || sliced !== void 0 || scope.keys.includes("slices");
    const table = shape.kind === "list" ? readSliceTable(shape.items, describe2, isNamed) : void 0;
    if (table !== void 0) {
      const { dimension } = table;
      for (const { value, cells } of table.rows)
        walkMap(cells, { ...scope, keys: [...scope.keys, dimension, value], slice: { dimension, value, metric: "" } });
    } else if (shape.kind === "map") walkMap(shape.entries, scope);
    else {
      if (scope.keys.length === 0 && shape.kind !== "number")
        throw new Refusal(`it holds ${phrase(shape)}, not names with numbers`);
      record(scope, (name) => leafOf(shape, path, name, scope.line));
    }
  };
  walk(root, { keys: [], doubtful: false });
  return leaves;
}
function sliceOf(keys, file) {
  const at = keys.indexOf("slices");
  const [dimension, value, ...metric] = at >= 0 ? keys.slice(at + 1) : file === void 0 ? [] : [file, ...keys];
  return dimension === void 0 || value === void 0 || metric.length === 0 ? void 0 : { dimension, value, metric: metric.join(".") };
}
function withSupport(slice, leaf) {
  return isSupport(slice.metric, "value" in leaf ? leaf.value : void 0) ? { ...slice, isSupport: true } : slice;
}
function repeatedKeys(entries) {
  const once = /* @__PURE__ */ new Set();
  const repeated = /* @__PURE__ */ new Set();
  for (const { key } of entries) (once.has(key) ? repeated : once).add(key);
  return repeated;
}
function leafOf(shape, path, name, line) {
  switch (shape.kind) {
    case "number":
      if (Number.isFinite(shape.value)) return { value: shape.value, ...line === void 0 ? {} : { line } };
      return broken("not-finite", path, name, phrase(shape), line);
    case "text":
      return broken(READS_LIKE_A_NUMBER.test(shape.value.trim()) ? "quoted" : "other", path, name, phrase(shape), line);
    case "list":
    case "other":
      return broken("other", path, name, phrase(shape), line);
  }
}
function duplicate(path, name, line) {
  return broken("duplicate", path, name, "several values", line, "given more than once");
}
function broken(kind, path, name, seen, line, is = seen) {
  const place = line === void 0 ? {} : { line };
  const problem = { kind, path, name, ...place, seen, message: `${name} in ${path} is ${is}` };
  return { problem, ...place };
}
function phrase(shape) {
  switch (shape.kind) {
    case "number":
      return shape.source !== void 0 && /\d/.test(shape.source) ? `${clip(shape.source)} (too large for a number)` : String(shape.value);
    case "text":
      return `the text ${JSON.stringify(clip(shape.value))}`;
    case "list":
      return "a list";
    case "other":
      return shape.seen;
  }
}
function clip(text) {
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
}

// node_modules/jsonc-parser/lib/esm/impl/scanner.js
function createScanner(text, ignoreTrivia = false) {
  const len = text.length;
  let pos = 0, value = "", tokenOffset = 0, token = 16, lineNumber = 0, lineStartOffset = 0, tokenLineStartOffset = 0, prevTokenLineStartOffset = 0, scanError = 0;
  function scanHexDigits(count, exact) {
    let digits = 0;
    let value2 = 0;
    while (digits < count || !exact) {
      let ch = text.charCodeAt(pos);
      if (ch >= 48 && ch <= 57) {
        value2 = value2 * 16 + ch - 48;
      } else if (ch >= 65 && ch <= 70) {
        value2 = value2 * 16 + ch - 65 + 10;
      } else if (ch >= 97 && ch <= 102) {
        value2 = value2 * 16 + ch - 97 + 10;
      } else {
        break;
      }
      pos++;
      digits++;
    }
    if (digits < count) {
      value2 = -1;
    }
    return value2;
  }
  function setPosition(newPosition) {
    pos = newPosition;
    value = "";
    tokenOffset = 0;
    token = 16;
    scanError = 0;
  }
  function scanNumber() {
    let start = pos;
    if (text.charCodeAt(pos) === 48) {
      pos++;
    } else {
      pos++;
      while (pos < text.length && isDigit(text.charCodeAt(pos))) {
        pos++;
      }
    }
    if (pos < text.length && text.charCodeAt(pos) === 46) {
      pos++;
      if (pos < text.length && isDigit(text.charCodeAt(pos))) {
        pos++;
        while (pos < text.length && isDigit(text.charCodeAt(pos))) {
          pos++;
        }
      } else {
        scanError = 3;
        return text.substring(start, pos);
      }
    }
    let end = pos;
    if (pos < text.length && (text.charCodeAt(pos) === 69 || text.charCodeAt(pos) === 101)) {
      pos++;
      if (pos < text.length && text.charCodeAt(pos) === 43 || text.charCodeAt(pos) === 45) {
        pos++;
      }
      if (pos < text.length && isDigit(text.charCodeAt(pos))) {
        pos++;
        while (pos < text.length && isDigit(text.charCodeAt(pos))) {
          pos++;
        }
        end = pos;
      } else {
        scanError = 3;
      }
    }
    return text.substring(start, end);
  }
  function scanString() {
    let result = "", start = pos;
    while (true) {
      if (pos >= len) {
        result += text.substring(start, pos);
        scanError = 2;
        break;
      }
      const ch = text.charCodeAt(pos);
      if (ch === 34) {
        result += text.substring(start, pos);
        pos++;
        break;
      }
      if (ch === 92) {
        result += text.substring(start, pos);
        pos++;
        if (pos >= len) {
          scanError = 2;
          break;
        }
        const ch2 = text.charCodeAt(pos++);
        switch (ch2) {
          case 34:
            result += '"';
            break;
          case 92:
            result += "\\";
            break;
          case 47:
            result += "/";
            break;
          case 98:
            result += "\b";
            break;
          case 102:
            result += "\f";
            break;
          case 110:
            result += "\n";
            break;
          case 114:
            result += "\r";
            break;
          case 116:
            result += "	";
            break;
          case 117:
            const ch3 = scanHexDigits(4, true);
            if (ch3 >= 0) {
              result += String.fromCharCode(ch3);
            } else {
              scanError = 4;
            }
            break;
          default:
            scanError = 5;
        }
        start = pos;
        continue;
      }
      if (ch >= 0 && ch <= 31) {
        if (isLineBreak(ch)) {
          result += text.substring(start, pos);
          scanError = 2;
          break;
        } else {
          scanError = 6;
        }
      }
      pos++;
    }
    return result;
  }
  function scanNext() {
    value = "";
    scanError = 0;
    tokenOffset = pos;
    lineStartOffset = lineNumber;
    prevTokenLineStartOffset = tokenLineStartOffset;
    if (pos >= len) {
      tokenOffset = len;
      return token = 17;
    }
    let code = text.charCodeAt(pos);
    if (isWhiteSpace(code)) {
      do {
        pos++;
        value += String.fromCharCode(code);
        code = text.charCodeAt(pos);
      } while (isWhiteSpace(code));
      return token = 15;
    }
    if (isLineBreak(code)) {
      pos++;
      value += String.fromCharCode(code);
      if (code === 13 && text.charCodeAt(pos) === 10) {
        pos++;
        value += "\n";
      }
      lineNumber++;
      tokenLineStartOffset = pos;
      return token = 14;
    }
    switch (code) {
      // tokens: []{}:,
      case 123:
        pos++;
        return token = 1;
      case 125:
        pos++;
        return token = 2;
      case 91:
        pos++;
        return token = 3;
      case 93:
        pos++;
        return token = 4;
      case 58:
        pos++;
        return token = 6;
      case 44:
        pos++;
        return token = 5;
      // strings
      case 34:
        pos++;
        value = scanString();
        return token = 10;
      // comments
      case 47:
        const start = pos - 1;
        if (text.charCodeAt(pos + 1) === 47) {
          pos += 2;
          while (pos < len) {
            if (isLineBreak(text.charCodeAt(pos))) {
              break;
            }
            pos++;
          }
          value = text.substring(start, pos);
          return token = 12;
        }
        if (text.charCodeAt(pos + 1) === 42) {
          pos += 2;
          const safeLength = len - 1;
          let commentClosed = false;
          while (pos < safeLength) {
            const ch = text.charCodeAt(pos);
            if (ch === 42 && text.charCodeAt(pos + 1) === 47) {
              pos += 2;
              commentClosed = true;
              break;
            }
            pos++;
            if (isLineBreak(ch)) {
              if (ch === 13 && text.charCodeAt(pos) === 10) {
                pos++;
              }
              lineNumber++;
              tokenLineStartOffset = pos;
            }
          }
          if (!commentClosed) {
            pos++;
            scanError = 1;
          }
          value = text.substring(start, pos);
          return token = 13;
        }
        value += String.fromCharCode(code);
        pos++;
        return token = 16;
      // numbers
      case 45:
        value += String.fromCharCode(code);
        pos++;
        if (pos === len || !isDigit(text.charCodeAt(pos))) {
          return token = 16;
        }
      // found a minus, followed by a number so
      // we fall through to proceed with scanning
      // numbers
      case 48:
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
      case 56:
      case 57:
        value += scanNumber();
        return token = 11;
      // literals and unknown symbols
      default:
        while (pos < len && isUnknownContentCharacter(code)) {
          pos++;
          code = text.charCodeAt(pos);
        }
        if (tokenOffset !== pos) {
          value = text.substring(tokenOffset, pos);
          switch (value) {
            case "true":
              return token = 8;
            case "false":
              return token = 9;
            case "null":
              return token = 7;
          }
          return token = 16;
        }
        value += String.fromCharCode(code);
        pos++;
        return token = 16;
    }
  }
  function isUnknownContentCharacter(code) {
    if (isWhiteSpace(code) || isLineBreak(code)) {
      return false;
    }
    switch (code) {
      case 125:
      case 93:
      case 123:
      case 91:
      case 34:
      case 58:
      case 44:
      case 47:
        return false;
    }
    return true;
  }
  function scanNextNonTrivia() {
    let result;
    do {
      result = scanNext();
    } while (result >= 12 && result <= 15);
    return result;
  }
  return {
    setPosition,
    getPosition: () => pos,
    scan: ignoreTrivia ? scanNextNonTrivia : scanNext,
    getToken: () => token,
    getTokenValue: () => value,
    getTokenOffset: () => tokenOffset,
    getTokenLength: () => pos - tokenOffset,
    getTokenStartLine: () => lineStartOffset,
    getTokenStartCharacter: () => tokenOffset - prevTokenLineStartOffset,
    getTokenError: () => scanError
  };
}
function isWhiteSpace(ch) {
  return ch === 32 || ch === 9;
}
function isLineBreak(ch) {
  return ch === 10 || ch === 13;
}
function isDigit(ch) {
  return ch >= 48 && ch <= 57;
}
var CharacterCodes;
(function(CharacterCodes2) {
  CharacterCodes2[CharacterCodes2["lineFeed"] = 10] = "lineFeed";
  CharacterCodes2[CharacterCodes2["carriageReturn"] = 13] = "carriageReturn";
  CharacterCodes2[CharacterCodes2["space"] = 32] = "space";
  CharacterCodes2[CharacterCodes2["_0"] = 48] = "_0";
  CharacterCodes2[CharacterCodes2["_1"] = 49] = "_1";
  CharacterCodes2[CharacterCodes2["_2"] = 50] = "_2";
  CharacterCodes2[CharacterCodes2["_3"] = 51] = "_3";
  CharacterCodes2[CharacterCodes2["_4"] = 52] = "_4";
  CharacterCodes2[CharacterCodes2["_5"] = 53] = "_5";
  CharacterCodes2[CharacterCodes2["_6"] = 54] = "_6";
  CharacterCodes2[CharacterCodes2["_7"] = 55] = "_7";
  CharacterCodes2[CharacterCodes2["_8"] = 56] = "_8";
  CharacterCodes2[CharacterCodes2["_9"] = 57] = "_9";
  CharacterCodes2[CharacterCodes2["a"] = 97] = "a";
  CharacterCodes2[CharacterCodes2["b"] = 98] = "b";
  CharacterCodes2[CharacterCodes2["c"] = 99] = "c";
  CharacterCodes2[CharacterCodes2["d"] = 100] = "d";
  CharacterCodes2[CharacterCodes2["e"] = 101] = "e";
  CharacterCodes2[CharacterCodes2["f"] = 102] = "f";
  CharacterCodes2[CharacterCodes2["g"] = 103] = "g";
  CharacterCodes2[CharacterCodes2["h"] = 104] = "h";
  CharacterCodes2[CharacterCodes2["i"] = 105] = "i";
  CharacterCodes2[CharacterCodes2["j"] = 106] = "j";
  CharacterCodes2[CharacterCodes2["k"] = 107] = "k";
  CharacterCodes2[CharacterCodes2["l"] = 108] = "l";
  CharacterCodes2[CharacterCodes2["m"] = 109] = "m";
  CharacterCodes2[CharacterCodes2["n"] = 110] = "n";
  CharacterCodes2[CharacterCodes2["o"] = 111] = "o";
  CharacterCodes2[CharacterCodes2["p"] = 112] = "p";
  CharacterCodes2[CharacterCodes2["q"] = 113] = "q";
  CharacterCodes2[CharacterCodes2["r"] = 114] = "r";
  CharacterCodes2[CharacterCodes2["s"] = 115] = "s";
  CharacterCodes2[CharacterCodes2["t"] = 116] = "t";
  CharacterCodes2[CharacterCodes2["u"] = 117] = "u";
  CharacterCodes2[CharacterCodes2["v"] = 118] = "v";
  CharacterCodes2[CharacterCodes2["w"] = 119] = "w";
  CharacterCodes2[CharacterCodes2["x"] = 120] = "x";
  CharacterCodes2[CharacterCodes2["y"] = 121] = "y";
  CharacterCodes2[CharacterCodes2["z"] = 122] = "z";
  CharacterCodes2[CharacterCodes2["A"] = 65] = "A";
  CharacterCodes2[CharacterCodes2["B"] = 66] = "B";
  CharacterCodes2[CharacterCodes2["C"] = 67] = "C";
  CharacterCodes2[CharacterCodes2["D"] = 68] = "D";
  CharacterCodes2[CharacterCodes2["E"] = 69] = "E";
  CharacterCodes2[CharacterCodes2["F"] = 70] = "F";
  CharacterCodes2[CharacterCodes2["G"] = 71] = "G";
  CharacterCodes2[CharacterCodes2["H"] = 72] = "H";
  CharacterCodes2[CharacterCodes2["I"] = 73] = "I";
  CharacterCodes2[CharacterCodes2["J"] = 74] = "J";
  CharacterCodes2[CharacterCodes2["K"] = 75] = "K";
  CharacterCodes2[CharacterCodes2["L"] = 76] = "L";
  CharacterCodes2[CharacterCodes2["M"] = 77] = "M";
  CharacterCodes2[CharacterCodes2["N"] = 78] = "N";
  CharacterCodes2[CharacterCodes2["O"] = 79] = "O";
  CharacterCodes2[CharacterCodes2["P"] = 80] = "P";
  CharacterCodes2[CharacterCodes2["Q"] = 81] = "Q";
  CharacterCodes2[CharacterCodes2["R"] = 82] = "R";
  CharacterCodes2[CharacterCodes2["S"] = 83] = "S";
  CharacterCodes2[CharacterCodes2["T"] = 84] = "T";
  CharacterCodes2[CharacterCodes2["U"] = 85] = "U";
  CharacterCodes2[CharacterCodes2["V"] = 86] = "V";
  CharacterCodes2[CharacterCodes2["W"] = 87] = "W";
  CharacterCodes2[CharacterCodes2["X"] = 88] = "X";
  CharacterCodes2[CharacterCodes2["Y"] = 89] = "Y";
  CharacterCodes2[CharacterCodes2["Z"] = 90] = "Z";
  CharacterCodes2[CharacterCodes2["asterisk"] = 42] = "asterisk";
  CharacterCodes2[CharacterCodes2["backslash"] = 92] = "backslash";
  CharacterCodes2[CharacterCodes2["closeBrace"] = 125] = "closeBrace";
  CharacterCodes2[CharacterCodes2["closeBracket"] = 93] = "closeBracket";
  CharacterCodes2[CharacterCodes2["colon"] = 58] = "colon";
  CharacterCodes2[CharacterCodes2["comma"] = 44] = "comma";
  CharacterCodes2[CharacterCodes2["dot"] = 46] = "dot";
  CharacterCodes2[CharacterCodes2["doubleQuote"] = 34] = "doubleQuote";
  CharacterCodes2[CharacterCodes2["minus"] = 45] = "minus";
  CharacterCodes2[CharacterCodes2["openBrace"] = 123] = "openBrace";
  CharacterCodes2[CharacterCodes2["openBracket"] = 91] = "openBracket";
  CharacterCodes2[CharacterCodes2["plus"] = 43] = "plus";
  CharacterCodes2[CharacterCodes2["slash"] = 47] = "slash";
  CharacterCodes2[CharacterCodes2["formFeed"] = 12] = "formFeed";
  CharacterCodes2[CharacterCodes2["tab"] = 9] = "tab";
})(CharacterCodes || (CharacterCodes = {}));

// node_modules/jsonc-parser/lib/esm/impl/string-intern.js
var cachedSpaces = new Array(20).fill(0).map((_, index) => {
  return " ".repeat(index);
});
var maxCachedValues = 200;
var cachedBreakLinesWithSpaces = {
  " ": {
    "\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\n" + " ".repeat(index);
    }),
    "\r": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r" + " ".repeat(index);
    }),
    "\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r\n" + " ".repeat(index);
    })
  },
  "	": {
    "\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\n" + "	".repeat(index);
    }),
    "\r": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r" + "	".repeat(index);
    }),
    "\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r\n" + "	".repeat(index);
    })
  }
};

// node_modules/jsonc-parser/lib/esm/impl/parser.js
var ParseOptions;
(function(ParseOptions2) {
  ParseOptions2.DEFAULT = {
    allowTrailingComma: false
  };
})(ParseOptions || (ParseOptions = {}));
function parseTree(text, errors = [], options = ParseOptions.DEFAULT) {
  let currentParent = { type: "array", offset: -1, length: -1, children: [], parent: void 0 };
  function ensurePropertyComplete(endOffset) {
    if (currentParent.type === "property") {
      currentParent.length = endOffset - currentParent.offset;
      currentParent = currentParent.parent;
    }
  }
  function onValue(valueNode) {
    currentParent.children.push(valueNode);
    return valueNode;
  }
  const visitor = {
    onObjectBegin: (offset) => {
      currentParent = onValue({ type: "object", offset, length: -1, parent: currentParent, children: [] });
    },
    onObjectProperty: (name, offset, length) => {
      currentParent = onValue({ type: "property", offset, length: -1, parent: currentParent, children: [] });
      currentParent.children.push({ type: "string", value: name, offset, length, parent: currentParent });
    },
    onObjectEnd: (offset, length) => {
      ensurePropertyComplete(offset + length);
      currentParent.length = offset + length - currentParent.offset;
      currentParent = currentParent.parent;
      ensurePropertyComplete(offset + length);
    },
    onArrayBegin: (offset, length) => {
      currentParent = onValue({ type: "array", offset, length: -1, parent: currentParent, children: [] });
    },
    onArrayEnd: (offset, length) => {
      currentParent.length = offset + length - currentParent.offset;
      currentParent = currentParent.parent;
      ensurePropertyComplete(offset + length);
    },
    onLiteralValue: (value, offset, length) => {
      onValue({ type: getNodeType(value), offset, length, parent: currentParent, value });
      ensurePropertyComplete(offset + length);
    },
    onSeparator: (sep, offset, length) => {
      if (currentParent.type === "property") {
        if (sep === ":") {
          currentParent.colonOffset = offset;
        } else if (sep === ",") {
          ensurePropertyComplete(offset);
        }
      }
    },
    onError: (error, offset, length) => {
      errors.push({ error, offset, length });
    }
  };
  visit(text, visitor, options);
  const result = currentParent.children[0];
  if (result) {
    delete result.parent;
  }
  return result;
}
function visit(text, visitor, options = ParseOptions.DEFAULT) {
  const _scanner = createScanner(text, false);
  const _jsonPath = [];
  let suppressedCallbacks = 0;
  function toNoArgVisit(visitFunction) {
    return visitFunction ? () => suppressedCallbacks === 0 && visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter()) : () => true;
  }
  function toOneArgVisit(visitFunction) {
    return visitFunction ? (arg) => suppressedCallbacks === 0 && visitFunction(arg, _scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter()) : () => true;
  }
  function toOneArgVisitWithPath(visitFunction) {
    return visitFunction ? (arg) => suppressedCallbacks === 0 && visitFunction(arg, _scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter(), () => _jsonPath.slice()) : () => true;
  }
  function toBeginVisit(visitFunction) {
    return visitFunction ? () => {
      if (suppressedCallbacks > 0) {
        suppressedCallbacks++;
      } else {
        let cbReturn = visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter(), () => _jsonPath.slice());
        if (cbReturn === false) {
          suppressedCallbacks = 1;
        }
      }
    } : () => true;
  }
  function toEndVisit(visitFunction) {
    return visitFunction ? () => {
      if (suppressedCallbacks > 0) {
        suppressedCallbacks--;
      }
      if (suppressedCallbacks === 0) {
        visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter());
      }
    } : () => true;
  }
  const onObjectBegin = toBeginVisit(visitor.onObjectBegin), onObjectProperty = toOneArgVisitWithPath(visitor.onObjectProperty), onObjectEnd = toEndVisit(visitor.onObjectEnd), onArrayBegin = toBeginVisit(visitor.onArrayBegin), onArrayEnd = toEndVisit(visitor.onArrayEnd), onLiteralValue = toOneArgVisitWithPath(visitor.onLiteralValue), onSeparator = toOneArgVisit(visitor.onSeparator), onComment = toNoArgVisit(visitor.onComment), onError = toOneArgVisit(visitor.onError);
  const disallowComments = options && options.disallowComments;
  const allowTrailingComma = options && options.allowTrailingComma;
  function scanNext() {
    while (true) {
      const token = _scanner.scan();
      switch (_scanner.getTokenError()) {
        case 4:
          handleError(
            14
            /* ParseErrorCode.InvalidUnicode */
          );
          break;
        case 5:
          handleError(
            15
            /* ParseErrorCode.InvalidEscapeCharacter */
          );
          break;
        case 3:
          handleError(
            13
            /* ParseErrorCode.UnexpectedEndOfNumber */
          );
          break;
        case 1:
          if (!disallowComments) {
            handleError(
              11
              /* ParseErrorCode.UnexpectedEndOfComment */
            );
          }
          break;
        case 2:
          handleError(
            12
            /* ParseErrorCode.UnexpectedEndOfString */
          );
          break;
        case 6:
          handleError(
            16
            /* ParseErrorCode.InvalidCharacter */
          );
          break;
      }
      switch (token) {
        case 12:
        case 13:
          if (disallowComments) {
            handleError(
              10
              /* ParseErrorCode.InvalidCommentToken */
            );
          } else {
            onComment();
          }
          break;
        case 16:
          handleError(
            1
            /* ParseErrorCode.InvalidSymbol */
          );
          break;
        case 15:
        case 14:
          break;
        default:
          return token;
      }
    }
  }
  function handleError(error, skipUntilAfter = [], skipUntil = []) {
    onError(error);
    if (skipUntilAfter.length + skipUntil.length > 0) {
      let token = _scanner.getToken();
      while (token !== 17) {
        if (skipUntilAfter.indexOf(token) !== -1) {
          scanNext();
          break;
        } else if (skipUntil.indexOf(token) !== -1) {
          break;
        }
        token = scanNext();
      }
    }
  }
  function parseString2(isValue) {
    const value = _scanner.getTokenValue();
    if (isValue) {
      onLiteralValue(value);
    } else {
      onObjectProperty(value);
      _jsonPath.push(value);
    }
    scanNext();
    return true;
  }
  function parseLiteral() {
    switch (_scanner.getToken()) {
      case 11:
        const tokenValue = _scanner.getTokenValue();
        let value = Number(tokenValue);
        if (isNaN(value)) {
          handleError(
            2
            /* ParseErrorCode.InvalidNumberFormat */
          );
          value = 0;
        }
        onLiteralValue(value);
        break;
      case 7:
        onLiteralValue(null);
        break;
      case 8:
        onLiteralValue(true);
        break;
      case 9:
        onLiteralValue(false);
        break;
      default:
        return false;
    }
    scanNext();
    return true;
  }
  function parseProperty() {
    if (_scanner.getToken() !== 10) {
      handleError(3, [], [
        2,
        5
        /* SyntaxKind.CommaToken */
      ]);
      return false;
    }
    parseString2(false);
    if (_scanner.getToken() === 6) {
      onSeparator(":");
      scanNext();
      if (!parseValue()) {
        handleError(4, [], [
          2,
          5
          /* SyntaxKind.CommaToken */
        ]);
      }
    } else {
      handleError(5, [], [
        2,
        5
        /* SyntaxKind.CommaToken */
      ]);
    }
    _jsonPath.pop();
    return true;
  }
  function parseObject2() {
    onObjectBegin();
    scanNext();
    let needsComma = false;
    while (_scanner.getToken() !== 2 && _scanner.getToken() !== 17) {
      if (_scanner.getToken() === 5) {
        if (!needsComma) {
          handleError(4, [], []);
        }
        onSeparator(",");
        scanNext();
        if (_scanner.getToken() === 2 && allowTrailingComma) {
          break;
        }
      } else if (needsComma) {
        handleError(6, [], []);
      }
      if (!parseProperty()) {
        handleError(4, [], [
          2,
          5
          /* SyntaxKind.CommaToken */
        ]);
      }
      needsComma = true;
    }
    onObjectEnd();
    if (_scanner.getToken() !== 2) {
      handleError(7, [
        2
        /* SyntaxKind.CloseBraceToken */
      ], []);
    } else {
      scanNext();
    }
    return true;
  }
  function parseArray2() {
    onArrayBegin();
    scanNext();
    let isFirstElement = true;
    let needsComma = false;
    while (_scanner.getToken() !== 4 && _scanner.getToken() !== 17) {
      if (_scanner.getToken() === 5) {
        if (!needsComma) {
          handleError(4, [], []);
        }
        onSeparator(",");
        scanNext();
        if (_scanner.getToken() === 4 && allowTrailingComma) {
          break;
        }
      } else if (needsComma) {
        handleError(6, [], []);
      }
      if (isFirstElement) {
        _jsonPath.push(0);
        isFirstElement = false;
      } else {
        _jsonPath[_jsonPath.length - 1]++;
      }
      if (!parseValue()) {
        handleError(4, [], [
          4,
          5
          /* SyntaxKind.CommaToken */
        ]);
      }
      needsComma = true;
    }
    onArrayEnd();
    if (!isFirstElement) {
      _jsonPath.pop();
    }
    if (_scanner.getToken() !== 4) {
      handleError(8, [
        4
        /* SyntaxKind.CloseBracketToken */
      ], []);
    } else {
      scanNext();
    }
    return true;
  }
  function parseValue() {
    switch (_scanner.getToken()) {
      case 3:
        return parseArray2();
      case 1:
        return parseObject2();
      case 10:
        return parseString2(true);
      default:
        return parseLiteral();
    }
  }
  scanNext();
  if (_scanner.getToken() === 17) {
    if (options.allowEmptyContent) {
      return true;
    }
    handleError(4, [], []);
    return false;
  }
  if (!parseValue()) {
    handleError(4, [], []);
    return false;
  }
  if (_scanner.getToken() !== 17) {
    handleError(9, [], []);
  }
  return true;
}
function getNodeType(value) {
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
      return "number";
    case "string":
      return "string";
    case "object": {
      if (!value) {
        return "null";
      } else if (Array.isArray(value)) {
        return "array";
      }
      return "object";
    }
    default:
      return "null";
  }
}

// node_modules/jsonc-parser/lib/esm/main.js
var createScanner2 = createScanner;
var ScanError;
(function(ScanError2) {
  ScanError2[ScanError2["None"] = 0] = "None";
  ScanError2[ScanError2["UnexpectedEndOfComment"] = 1] = "UnexpectedEndOfComment";
  ScanError2[ScanError2["UnexpectedEndOfString"] = 2] = "UnexpectedEndOfString";
  ScanError2[ScanError2["UnexpectedEndOfNumber"] = 3] = "UnexpectedEndOfNumber";
  ScanError2[ScanError2["InvalidUnicode"] = 4] = "InvalidUnicode";
  ScanError2[ScanError2["InvalidEscapeCharacter"] = 5] = "InvalidEscapeCharacter";
  ScanError2[ScanError2["InvalidCharacter"] = 6] = "InvalidCharacter";
})(ScanError || (ScanError = {}));
var SyntaxKind;
(function(SyntaxKind2) {
  SyntaxKind2[SyntaxKind2["OpenBraceToken"] = 1] = "OpenBraceToken";
  SyntaxKind2[SyntaxKind2["CloseBraceToken"] = 2] = "CloseBraceToken";
  SyntaxKind2[SyntaxKind2["OpenBracketToken"] = 3] = "OpenBracketToken";
  SyntaxKind2[SyntaxKind2["CloseBracketToken"] = 4] = "CloseBracketToken";
  SyntaxKind2[SyntaxKind2["CommaToken"] = 5] = "CommaToken";
  SyntaxKind2[SyntaxKind2["ColonToken"] = 6] = "ColonToken";
  SyntaxKind2[SyntaxKind2["NullKeyword"] = 7] = "NullKeyword";
  SyntaxKind2[SyntaxKind2["TrueKeyword"] = 8] = "TrueKeyword";
  SyntaxKind2[SyntaxKind2["FalseKeyword"] = 9] = "FalseKeyword";
  SyntaxKind2[SyntaxKind2["StringLiteral"] = 10] = "StringLiteral";
  SyntaxKind2[SyntaxKind2["NumericLiteral"] = 11] = "NumericLiteral";
  SyntaxKind2[SyntaxKind2["LineCommentTrivia"] = 12] = "LineCommentTrivia";
  SyntaxKind2[SyntaxKind2["BlockCommentTrivia"] = 13] = "BlockCommentTrivia";
  SyntaxKind2[SyntaxKind2["LineBreakTrivia"] = 14] = "LineBreakTrivia";
  SyntaxKind2[SyntaxKind2["Trivia"] = 15] = "Trivia";
  SyntaxKind2[SyntaxKind2["Unknown"] = 16] = "Unknown";
  SyntaxKind2[SyntaxKind2["EOF"] = 17] = "EOF";
})(SyntaxKind || (SyntaxKind = {}));
var parseTree2 = parseTree;
var ParseErrorCode;
(function(ParseErrorCode2) {
  ParseErrorCode2[ParseErrorCode2["InvalidSymbol"] = 1] = "InvalidSymbol";
  ParseErrorCode2[ParseErrorCode2["InvalidNumberFormat"] = 2] = "InvalidNumberFormat";
  ParseErrorCode2[ParseErrorCode2["PropertyNameExpected"] = 3] = "PropertyNameExpected";
  ParseErrorCode2[ParseErrorCode2["ValueExpected"] = 4] = "ValueExpected";
  ParseErrorCode2[ParseErrorCode2["ColonExpected"] = 5] = "ColonExpected";
  ParseErrorCode2[ParseErrorCode2["CommaExpected"] = 6] = "CommaExpected";
  ParseErrorCode2[ParseErrorCode2["CloseBraceExpected"] = 7] = "CloseBraceExpected";
  ParseErrorCode2[ParseErrorCode2["CloseBracketExpected"] = 8] = "CloseBracketExpected";
  ParseErrorCode2[ParseErrorCode2["EndOfFileExpected"] = 9] = "EndOfFileExpected";
  ParseErrorCode2[ParseErrorCode2["InvalidCommentToken"] = 10] = "InvalidCommentToken";
  ParseErrorCode2[ParseErrorCode2["UnexpectedEndOfComment"] = 11] = "UnexpectedEndOfComment";
  ParseErrorCode2[ParseErrorCode2["UnexpectedEndOfString"] = 12] = "UnexpectedEndOfString";
  ParseErrorCode2[ParseErrorCode2["UnexpectedEndOfNumber"] = 13] = "UnexpectedEndOfNumber";
  ParseErrorCode2[ParseErrorCode2["InvalidUnicode"] = 14] = "InvalidUnicode";
  ParseErrorCode2[ParseErrorCode2["InvalidEscapeCharacter"] = 15] = "InvalidEscapeCharacter";
  ParseErrorCode2[ParseErrorCode2["InvalidCharacter"] = 16] = "InvalidCharacter";
})(ParseErrorCode || (ParseErrorCode = {}));
function printParseErrorCode(code) {
  switch (code) {
    case 1:
      return "InvalidSymbol";
    case 2:
      return "InvalidNumberFormat";
    case 3:
      return "PropertyNameExpected";
    case 4:
      return "ValueExpected";
    case 5:
      return "ColonExpected";
    case 6:
      return "CommaExpected";
    case 7:
      return "CloseBraceExpected";
    case 8:
      return "CloseBracketExpected";
    case 9:
      return "EndOfFileExpected";
    case 10:
      return "InvalidCommentToken";
    case 11:
      return "UnexpectedEndOfComment";
    case 12:
      return "UnexpectedEndOfString";
    case 13:
      return "UnexpectedEndOfNumber";
    case 14:
      return "InvalidUnicode";
    case 15:
      return "InvalidEscapeCharacter";
    case 16:
      return "InvalidCharacter";
  }
  return "<unknown ParseErrorCode>";
}

// src/metrics/json-tree.ts
var NOT_FINITE = /* @__PURE__ */ new Set(["NaN", "Infinity"]);
function readJson(text) {
  const { masked, tokens } = maskNotFinite(text);
  const lineAt = lineFinder(text);
  const errors = [];
  const root = parseTree2(masked, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error !== void 0)
    throw new Refusal(`it is not valid JSON (${spaced(printParseErrorCode(error.error))})`, lineAt(error.offset));
  if (root === void 0) throw new Refusal("it is not valid JSON");
  const describe2 = (node) => {
    const token = tokens.get(node.offset);
    if (token !== void 0) return { kind: "number", value: Number(token) };
    switch (node.type) {
      case "object":
        return { kind: "map", entries: (node.children ?? []).flatMap((property) => entryOf(property, lineAt)) };
      case "number":
        return { kind: "number", value: Number(node.value), source: text.slice(node.offset, node.offset + node.length) };
      case "string":
        return { kind: "text", value: String(node.value) };
      case "array":
        return { kind: "list", items: node.children ?? [] };
      case "boolean":
      case "null":
      case "property":
        return { kind: "other", seen: String(node.value) };
    }
  };
  return { root, describe: describe2 };
}
function entryOf(property, lineAt) {
  const [key, node] = property.children ?? [];
  return key === void 0 || node === void 0 ? [] : [{ key: String(key.value), line: lineAt(key.offset), node }];
}
function maskNotFinite(text) {
  const scanner = createScanner2(text, true);
  const tokens = /* @__PURE__ */ new Map();
  const pieces = [];
  let copied = 0;
  let depth = 0;
  let minusAt = -1;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const end = offset + scanner.getTokenLength();
    const token = text.slice(offset, end);
    if (token === "{" || token === "[") refuseDepth(++depth);
    if (token === "}" || token === "]") depth--;
    if (token === "-") minusAt = offset;
    if (!NOT_FINITE.has(token)) continue;
    const start = token === "Infinity" && minusAt === offset - 1 && minusAt >= 0 ? minusAt : offset;
    tokens.set(start, text.slice(start, end));
    pieces.push(text.slice(copied, start), "[]".padEnd(end - start));
    copied = end;
  }
  return { masked: pieces.join("") + text.slice(copied), tokens };
}
function lineFinder(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = low + high >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
function spaced(code) {
  return code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

// node_modules/smol-toml/dist/error.js
function getLineColFromPtr(string, ptr) {
  let lines = string.slice(0, ptr).split(/\r?\n/);
  return [lines.length, lines.pop().length + 1];
}
function makeCodeBlock(string, line, column) {
  let lines = string.split(/\r?\n/);
  let codeblock = "";
  let numberLen = (Math.log10(line + 1) | 0) + 1;
  for (let i = line - 1; i <= line + 1; i++) {
    let l = lines[i - 1];
    if (!l)
      continue;
    codeblock += i.toString().padEnd(numberLen, " ");
    codeblock += ":  ";
    codeblock += l;
    codeblock += "\n";
    if (i === line) {
      codeblock += " ".repeat(numberLen + column + 2);
      codeblock += "^\n";
    }
  }
  return codeblock;
}
var TomlError = class _TomlError extends Error {
  line;
  column;
  codeblock;
  constructor(message, options) {
    const [line, column] = getLineColFromPtr(options.toml, options.ptr);
    const codeblock = makeCodeBlock(options.toml, line, column);
    super(`Invalid TOML document: ${message}

${codeblock}`, options);
    this.line = line;
    this.column = column;
    this.codeblock = codeblock;
  }
  /** @internal */
  static x(message, ctx, ptr) {
    throw new _TomlError(message, { toml: ctx.s, ptr: ptr ?? ctx.p });
  }
};

// node_modules/smol-toml/dist/primitive.js
function parseString(ctx) {
  let startPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p++);
  let first = c;
  let isLiteral = c === 39;
  let isMultiline = c === ctx.s.charCodeAt(ctx.p) && c === ctx.s.charCodeAt(ctx.p + 1);
  if (isMultiline) {
    if ((c = ctx.s.charCodeAt(ctx.p += 2)) === 10)
      ctx.p++;
    else if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)
      ctx.p += 2;
  }
  let parsed = "";
  let sliceStart = ctx.p;
  let state = 0;
  for (; ctx.p < ctx.s.length; ctx.p++) {
    c = ctx.s.charCodeAt(ctx.p);
    if (isMultiline && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)) {
      state = state && 3;
    } else if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in strings", ctx);
    } else if ((!state || state === 3) && c === first && (!isMultiline || ctx.s.charCodeAt(ctx.p + 1) === first && ctx.s.charCodeAt(ctx.p + 2) === first)) {
      if (isMultiline) {
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
      }
      if (!state) {
        let s = ctx.s.slice(sliceStart, ctx.p);
        parsed = parsed ? parsed + s : s;
      }
      ctx.p += isMultiline ? 3 : 1;
      return parsed;
    } else if (!state) {
      if (!isLiteral && c === 92) {
        parsed += ctx.s.slice(sliceStart, sliceStart = ctx.p);
        state = 1;
      }
    } else if (state === 1) {
      if (c === 120 || c === 117 || c === 85) {
        let errPtr = ctx.p++ - 1;
        let value = 0;
        let len = c === 120 ? 2 : c === 117 ? 4 : 8;
        for (let j = 0; j < len; j++, ctx.p++) {
          let hex = ctx.s.charCodeAt(ctx.p);
          let digit = (
            /* 0-9 */
            hex >= 48 && hex <= 57 ? hex - 48 : (
              /* A-F */
              hex >= 65 && hex <= 70 ? hex - 65 + 10 : (
                /* a-f */
                hex >= 97 && hex <= 102 ? hex - 97 + 10 : -1
              )
            )
          );
          if (digit < 0)
            TomlError.x("invalid non-hex character in unicode escape", ctx);
          value = value << 4 | digit;
        }
        if (value < 0 || value > 1114111 || value >= 55296 && value <= 57343) {
          TomlError.x("invalid unicode escape", ctx, errPtr);
        }
        parsed += String.fromCodePoint(value);
        sliceStart = ctx.p--;
        state = 0;
      } else if (isMultiline && (c === 32 || c === 9)) {
        state = 2;
      } else {
        if (c === 98)
          parsed += "\b";
        else if (c === 116)
          parsed += "	";
        else if (c === 110)
          parsed += "\n";
        else if (c === 102)
          parsed += "\f";
        else if (c === 114)
          parsed += "\r";
        else if (c === 101)
          parsed += "\x1B";
        else if (c === 34)
          parsed += '"';
        else if (c === 92)
          parsed += "\\";
        else
          TomlError.x("unrecognised escape sequence", ctx);
        sliceStart = ctx.p + 1;
        state = 0;
      }
    } else if (c !== 32 && c !== 9) {
      if (state === 2)
        TomlError.x("invalid escape: only line-ending whitespace may be escaped", ctx, sliceStart);
      state = !isLiteral && c === 92 ? 1 : 0;
      sliceStart = ctx.p;
    }
  }
  TomlError.x("unfinished string", ctx, startPtr);
}

// node_modules/smol-toml/dist/date.js
var DATE_TIME_RE = /^(\d{4}-\d{2}-\d{2})?[Tt ]?(?:(\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|z|[-+]\d{2}:\d{2})?$/i;
var TomlDate = class _TomlDate extends Date {
  #hasDate = false;
  #hasTime = false;
  #offset = null;
  constructor(date, fasttype, unsafeDelim) {
    let hasDate = true;
    let hasTime = true;
    let offset = "Z";
    let c;
    if (typeof date === "string") {
      if (fasttype)
        prep: {
          if (fasttype < 3) {
            if (+date.slice(11, 13) > 23) {
              date = "";
              break prep;
            }
            if (fasttype === 2) {
              offset = null;
              date += "Z";
            } else if ((c = date.charCodeAt(date.length - 1)) !== 90 && c !== 122) {
              offset = date.slice(date.length - 6);
            }
            if (unsafeDelim)
              date = date.slice(0, 10) + "T" + date.slice(11);
          } else if (fasttype === 4) {
            date = +date.slice(0, 2) > 23 ? "" : `0000-01-01T${date}Z`;
          }
          hasDate = fasttype !== 4;
          hasTime = fasttype !== 3;
        }
      else {
        let match = date.match(DATE_TIME_RE);
        if (match) {
          if (!match[1]) {
            hasDate = false;
            date = `0000-01-01T${date}`;
          }
          hasTime = !!match[2];
          hasTime && date[10] === " " && (date = date.replace(" ", "T"));
          if (match[2] && +match[2] > 23) {
            date = "";
          } else {
            offset = match[3] || null;
            if (!offset && hasTime)
              date += "Z";
          }
        } else {
          date = "";
        }
      }
    }
    super(date);
    if (!isNaN(this.getTime())) {
      this.#hasDate = hasDate;
      this.#hasTime = hasTime;
      this.#offset = offset;
    }
  }
  isDateTime() {
    return this.#hasDate && this.#hasTime;
  }
  isLocal() {
    return !this.#hasDate || !this.#hasTime || !this.#offset;
  }
  isDate() {
    return this.#hasDate && !this.#hasTime;
  }
  isTime() {
    return this.#hasTime && !this.#hasDate;
  }
  isValid() {
    return this.#hasDate || this.#hasTime;
  }
  toISOString() {
    let iso = super.toISOString();
    if (this.isDate())
      return iso.slice(0, 10);
    if (this.isTime())
      return iso.slice(11, 23);
    if (this.#offset === null)
      return iso.slice(0, -1);
    if (this.#offset === "Z" || this.#offset === "z")
      return iso;
    let offset = +this.#offset.slice(1, 3) * 60 + +this.#offset.slice(4, 6);
    offset = this.#offset[0] === "-" ? offset : -offset;
    let offsetDate = new Date(this.getTime() - offset * 6e4);
    return offsetDate.toISOString().slice(0, -1) + this.#offset;
  }
  static wrapAsOffsetDateTime(jsDate, offset = "Z") {
    let date = new _TomlDate(jsDate);
    date.#offset = offset;
    return date;
  }
  static wrapAsLocalDateTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#offset = null;
    return date;
  }
  static wrapAsLocalDate(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasTime = false;
    date.#offset = null;
    return date;
  }
  static wrapAsLocalTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasDate = false;
    date.#offset = null;
    return date;
  }
};

// node_modules/smol-toml/dist/extract.js
function isDigit2(char, base = 10) {
  return base === 16 ? char > 47 && char < 58 || char > 64 && char < 71 || char > 96 && char < 103 : char > 47 && char < 48 + base;
}
function isEndOfValue(char, delim) {
  return char === 32 || char === 9 || char === 10 || char === 13 || // Structure end or next value delimiter
  delim && (char === delim || char === 44) || // Comment
  char === 35;
}
function extractValue(ctx, end) {
  let errPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p);
  if (c === 91 || c === 123) {
    ctx.d-- || TomlError.x("document contains excessively nested structures. aborting.", ctx);
    let value = c === 91 ? parseArray(ctx) : parseInlineTable(ctx);
    ctx.d++;
    return value;
  }
  if (c === 34 || c === 39) {
    return parseString(ctx);
  }
  if (c === 116) {
    if (ctx.s.charCodeAt(++ctx.p) !== 114 || ctx.s.charCodeAt(++ctx.p) !== 117 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, true;
  }
  if (c === 102) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 108 || ctx.s.charCodeAt(++ctx.p) !== 115 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, false;
  }
  if (c === 43 || c === 45) {
    return parseNumber(ctx, ctx.p, ctx.s.charCodeAt(++ctx.p), 44 - c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 4) === 45 && ctx.s.charCodeAt(ctx.p + 7) === 45) {
    return parseDate(ctx, c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 2) === 58) {
    return parseTime(ctx, c, end);
  }
  return parseNumber(ctx, ctx.p, c, 0, end);
}
function parseNumber(ctx, startPtr, startChr, sign, endChr) {
  let c = startChr;
  let state = 0;
  let hasUnderscores = false;
  if (c === 105) {
    if (ctx.s.charCodeAt(++ctx.p) !== 110 || ctx.s.charCodeAt(++ctx.p) !== 102)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, (sign || 1) / 0;
  }
  if (c === 110) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 110)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, NaN;
  }
  if (c === 48) {
    if (++ctx.p >= ctx.s.length || isEndOfValue(c = ctx.s.charCodeAt(ctx.p), endChr))
      return ctx.bi === true ? 0n : 0;
    if (!sign) {
      if (c === 120)
        return parseIntegerBaseN(ctx, startPtr, 16, endChr);
      else if (c === 98)
        return parseIntegerBaseN(ctx, startPtr, 2, endChr);
      else if (c === 111)
        return parseIntegerBaseN(ctx, startPtr, 8, endChr);
    }
    if (c === 46)
      state = 2;
    else if (c === 101 || c === 69)
      state = 4;
    else
      TomlError.x("illegal leading zero", ctx, startPtr);
  } else if (!isDigit2(c))
    TomlError.x("invalid value", ctx, startPtr);
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (!state)
      state = 1;
    if (c === 95) {
      if (!(state & 1))
        TomlError.x("illegal underscore", ctx);
      state += 11;
      hasUnderscores = true;
    } else if (state === 1 && c === 46)
      state = 2;
    else if ((state === 1 || state === 3) && (c === 101 || c === 69))
      state = 4;
    else if (state === 4 && (c === 43 || c === 45)) {
      state = 6;
    } else if (!isDigit2(c))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (state > 9)
      state -= 11;
    else if (!(state & 1))
      state++;
  }
  if (!state) {
    let val = (startChr - 48) * (sign || 1);
    return ctx.bi === true ? BigInt(val) : val;
  }
  if (!(state & 1))
    TomlError.x("unfinished numeric value", ctx, startPtr);
  let str = ctx.s.slice(startPtr, ctx.p);
  if (hasUnderscores)
    str = str.replaceAll("_", "");
  return state > 1 ? parseFloat(str) : parseInteger(ctx, str, 10, startPtr);
}
function parseIntegerBaseN(ctx, startPtr, base, endChr) {
  let c, underscore = 1;
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (c === 95) {
      if (underscore & 1)
        TomlError.x("illegal underscore", ctx);
      underscore = 3;
    } else if (!isDigit2(c, base))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (underscore & 1)
      underscore--;
  }
  if (underscore & 1)
    TomlError.x("unfinished numeric value", ctx);
  let str = ctx.s.slice(startPtr + 2, ctx.p);
  if (underscore)
    str = str.replaceAll("_", "");
  return parseInteger(ctx, str, base, startPtr);
}
function parseInteger(ctx, str, base, startPtr) {
  if (ctx.bi !== true)
    int: {
      let val = parseInt(str, base);
      if (!Number.isSafeInteger(val)) {
        if (ctx.bi)
          break int;
        TomlError.x("integer value cannot be represented losslessly", ctx, startPtr);
      }
      return val;
    }
  return base === 10 ? BigInt(str) : BigInt((base === 2 ? "0b" : base === 8 ? "0o" : "0x") + str);
}
function parseDate(ctx, c, endChr) {
  let startPtr = ctx.p++, unsafeSeparator;
  if (!isDigit2(c) || !isDigit2(ctx.s.charCodeAt(ctx.p++)) || !isDigit2(ctx.s.charCodeAt(ctx.p++)) || !isDigit2(ctx.s.charCodeAt(ctx.p++))) {
    return parseNumber(ctx, ctx.p = startPtr, c, 0, endChr);
  }
  ctx.p += 5;
  if (!isDigit2(ctx.s.charCodeAt(ctx.p++)))
    TomlError.x("invalid date-time: date part is malformed", ctx, startPtr);
  if (ctx.p >= ctx.s.length || ((c = ctx.s.charCodeAt(ctx.p)) !== 32 || (unsafeSeparator = true, !isDigit2(ctx.s.charCodeAt(ctx.p + 1)))) && c !== 84 && c !== 116) {
    let t2 = ctx.s.slice(startPtr, ctx.p);
    return readDate(ctx, t2, 3, false, startPtr);
  }
  if (ctx.s.charCodeAt(ctx.p += 3) !== 58)
    TomlError.x("invalid date-time: time part is malformed", ctx, startPtr);
  if (ctx.s.charCodeAt(ctx.p += 3) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit2(ctx.s.charCodeAt(++ctx.p)))
      ;
  if (c = ctx.s.charCodeAt(ctx.p)) {
    if (c === 90 || c === 122) {
      let t2 = ctx.s.slice(startPtr, ++ctx.p);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, "[+00:00]");
    }
    if (c === 43 || c === 45) {
      let t2 = ctx.s.slice(startPtr, ctx.p += 6);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, !ctx.ld && "[" + ctx.s.slice(ctx.p - 6, ctx.p) + "]");
    }
  }
  let t = ctx.s.slice(startPtr, ctx.p);
  return readDate(ctx, t, 2, unsafeSeparator, startPtr);
}
function parseTime(ctx, c, endChr) {
  let start = ctx.p;
  if (!isDigit2(c) || !isDigit2(ctx.s.charCodeAt(++ctx.p))) {
    return parseNumber(ctx, --ctx.p, c, 0, endChr);
  }
  if (ctx.s.charCodeAt(ctx.p += 4) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit2(ctx.s.charCodeAt(++ctx.p)))
      ;
  let t = ctx.s.slice(start, ctx.p);
  return readDate(ctx, t, 4, false, start);
}
function readDate(ctx, str, type, unsafeDelim, errPtr, temporalSuffix) {
  if (ctx.ld) {
    let date = new TomlDate(str, type, unsafeDelim);
    if (!date.isValid())
      TomlError.x("invalid date", ctx, errPtr);
    return date;
  }
  try {
    if (temporalSuffix)
      str += temporalSuffix;
    switch (type) {
      case 1:
        return Temporal.ZonedDateTime.from(str);
      case 2:
        return Temporal.PlainDateTime.from(str);
      case 3:
        return Temporal.PlainDate.from(str);
      case 4:
        return Temporal.PlainTime.from(str);
    }
  } catch (e) {
    TomlError.x(e instanceof Error ? e.message : "" + e, ctx, errPtr);
  }
}

// node_modules/smol-toml/dist/util.js
function skipComment(ctx) {
  for (; ctx.p < ctx.s.length; ctx.p++) {
    let c = ctx.s.charCodeAt(ctx.p);
    if (c === 10)
      break;
    if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10) {
      ctx.p++;
      break;
    }
    if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in comments", ctx);
    }
  }
}
function skipVoid(ctx, banNewLines, banComments) {
  let c;
  while (ctx.p < ctx.s.length) {
    while (ctx.p < ctx.s.length && ((c = ctx.s.charCodeAt(ctx.p)) === 32 || c === 9 || !banNewLines && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)))
      ctx.p++;
    if (banComments || c !== 35)
      break;
    skipComment(ctx);
  }
}

// node_modules/smol-toml/dist/struct.js
function parseKey(ctx, end = 61) {
  let startPtr;
  let state = 0;
  let parsed = [];
  let sliceStart;
  let c = ctx.s.charCodeAt(startPtr = ctx.p);
  do {
    if (c === end) {
      if (!state)
        TomlError.x("unexpected end of key", ctx);
      if (state === 1)
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
      return ctx.p++, parsed;
    } else if (c === 46) {
      if (!state)
        TomlError.x("illegal empty bare key", ctx);
      if (state === 1)
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
      state = 0;
    } else if (!state && (c === 34 || c === 39)) {
      if (c === ctx.s.charCodeAt(ctx.p + 1) && c === ctx.s.charCodeAt(ctx.p + 2))
        TomlError.x("illegal quoted key: multiline strings are not allowed", ctx);
      parsed.push(parseString(ctx));
      state = 2;
      ctx.p--;
    } else if (c === 32 || c === 9) {
      if (state === 1) {
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
        state = 2;
      }
    } else if (state === 2 || c < 48 && c !== 45 || c > 57 && c < 65 || c > 90 && c < 97 && c !== 95 || c > 122) {
      TomlError.x("illegal character in key", ctx);
    } else if (!state) {
      state = 1;
      sliceStart = ctx.p;
    }
  } while (c = ctx.s.charCodeAt(++ctx.p));
  TomlError.x("incomplete key-value: cannot find end of key", ctx, startPtr);
}
function parseInlineTable(ctx) {
  let startPtr = ctx.p++;
  let res = /* @__PURE__ */ Object.create(null);
  let seen = /* @__PURE__ */ new Set();
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 125) {
      ctx.p++;
      return res;
    }
    let k;
    let t = res;
    let hasOwn = false;
    let errPtr = ctx.p;
    let key = parseKey(ctx);
    for (let i = 0; i < key.length; i++) {
      if (i)
        t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      k = key[i];
      if ((hasOwn = Object.hasOwn(t, k)) && (typeof t[k] !== "object" || seen.has(t[k]))) {
        TomlError.x("trying to redefine an already defined value", ctx, errPtr);
      }
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor")) {
        t = ctx.uk !== 1 && TomlError.x("document contains an unsafe property", ctx, errPtr);
        break;
      }
      if (!hasOwn && unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
      }
    }
    if (hasOwn) {
      TomlError.x("trying to redefine an already defined value", ctx, errPtr);
    }
    skipVoid(ctx, true, true);
    let value = extractValue(
      ctx,
      125
      /* } */
    );
    if (t && typeof (t[k] = value) === "object")
      seen.add(value);
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 125) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished table", ctx, startPtr);
}
function parseArray(ctx) {
  let startPtr = ctx.p++;
  let res = [];
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 93) {
      ctx.p++;
      return res;
    }
    res.push(extractValue(
      ctx,
      93
      /* ] */
    ));
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 93) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished array", ctx, startPtr);
}

// node_modules/smol-toml/dist/parse.js
function peekTable(ctx, key, table, meta, type) {
  let t = table;
  let m = meta;
  let k;
  let hasOwn = false;
  let state;
  for (let i = 0; i < key.length; i++) {
    if (i) {
      t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      m = (state = m[k]).c;
      if (type === 0 && (state.t === 1 || state.t === 2)) {
        return null;
      }
      if (state.t === 2) {
        let l = t.length - 1;
        t = t[l];
        m = m[l].c;
      }
    }
    k = key[i];
    if ((hasOwn = Object.hasOwn(t, k)) && m[k]?.t === 0 && m[k]?.d) {
      return null;
    }
    if (!hasOwn) {
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor"))
        return false;
      if (unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
        Object.defineProperty(m, k, { enumerable: true, configurable: true, writable: true });
      }
      m[k] = {
        t: i < key.length - 1 && type === 2 ? 3 : type,
        d: false,
        i: 0,
        c: /* @__PURE__ */ Object.create(null)
      };
    }
  }
  state = m[k];
  if (state.t !== type && !(type === 1 && state.t === 3)) {
    return null;
  }
  if (type === 2) {
    if (!state.d) {
      state.d = true;
      t[k] = [];
    }
    t[k].push(t = /* @__PURE__ */ Object.create(null));
    state.c[state.i++] = state = { t: 1, d: false, i: 0, c: /* @__PURE__ */ Object.create(null) };
  }
  if (state.d) {
    return null;
  }
  state.d = true;
  if (type === 1) {
    t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
  } else if (type === 0 && hasOwn) {
    return null;
  }
  return [k, t, state.c];
}
function validateTablePeek(ctx, peek, ptr) {
  if (peek === null || ctx.uk === 2)
    TomlError.x(peek === null ? "trying to redefine an already defined table or value" : "document contains an unsafe property", ctx, ptr);
}
function parse2(toml, options = {}) {
  let ctx = {
    s: toml,
    p: 0,
    d: options.maxDepth ?? 1e3,
    bi: options.integersAsBigInt ?? false,
    ld: options.useLegacyDate ?? true,
    uk: options.unsafeKeyBehaviour === "throw" ? 2 : options.unsafeKeyBehaviour === "drop" ? 1 : 0
  };
  let res = /* @__PURE__ */ Object.create(null);
  let meta = /* @__PURE__ */ Object.create(null);
  let tmp;
  let skipping = false;
  let tbl = res;
  let m = meta;
  if (toml.charCodeAt(0) === 65279)
    ctx.p++;
  skipVoid(ctx);
  while (ctx.p < toml.length) {
    if (toml.charCodeAt(ctx.p) === 91) {
      let isTableArray = toml.charCodeAt(++ctx.p) === 91;
      tmp = ctx.p += +isTableArray;
      skipping = false;
      let k = parseKey(
        ctx,
        93
        /* ] */
      );
      if (isTableArray) {
        if (toml.charCodeAt(ctx.p) !== 93) {
          TomlError.x("expected end of table array declaration", ctx);
        }
        ctx.p++;
      }
      let p = peekTable(
        ctx,
        k,
        res,
        meta,
        isTableArray ? 2 : 1
        /* Type.EXPLICIT */
      );
      if (!p) {
        validateTablePeek(ctx, p, tmp);
        skipping = true;
      } else {
        m = p[2];
        tbl = p[1];
      }
    } else {
      tmp = ctx.p;
      let k = parseKey(ctx);
      let p = peekTable(
        ctx,
        k,
        tbl,
        m,
        0
        /* Type.DOTTED */
      );
      if (!p && !skipping)
        validateTablePeek(ctx, p, tmp);
      skipVoid(ctx, true, true);
      let v = extractValue(ctx, void 0);
      if (p && !skipping)
        p[1][p[0]] = v;
    }
    skipVoid(ctx, true);
    if (ctx.p < toml.length && (tmp = toml.charCodeAt(ctx.p)) !== 10 && (tmp !== 13 || toml.charCodeAt(ctx.p + 1) !== 10)) {
      TomlError.x("each key-value declaration must be followed by an end-of-line", ctx);
    }
    skipVoid(ctx);
  }
  return res;
}

// node_modules/smol-toml/dist/stringify.js
var HAS_WELLFORMED = !!"".isWellFormed;

// src/metrics/toml-tree.ts
function readToml(text) {
  try {
    return { root: parse2(text, { integersAsBigInt: "asNeeded", maxDepth: MAX_DEPTH }), describe };
  } catch (error) {
    if (error instanceof TomlError) throw new Refusal(`it is not valid TOML (${reasonOf(error)})`, error.line);
    throw error;
  }
}
function describe(node) {
  if (typeof node === "number" || typeof node === "bigint")
    return { kind: "number", value: Number(node), ...typeof node === "bigint" ? { source: String(node) } : {} };
  if (typeof node === "string") return { kind: "text", value: node };
  if (typeof node === "boolean") return { kind: "other", seen: String(node) };
  if (Array.isArray(node)) return { kind: "list", items: node };
  if (node instanceof TomlDate) return { kind: "other", seen: "a date" };
  return { kind: "map", entries: Object.entries(node).map(([key, value]) => ({ key, node: value })) };
}
function reasonOf(error) {
  return (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
}

// src/metrics/yaml-tree.ts
var import_yaml = __toESM(require_dist(), 1);
var MAX_ALIASES = 1e3;
var WITH_UNDERSCORES = /^[-+]?\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?$/i;
function readYaml(text) {
  const lines = new import_yaml.LineCounter();
  const tokens = [...new import_yaml.Parser(lines.addNewLine).parse(text)];
  refuseDeepTokens(tokens, lines);
  const documents = [...new import_yaml.Composer({ uniqueKeys: false, prettyErrors: false }).compose(tokens, true, text.length)];
  const [document] = documents;
  if (document === void 0 || documents.length > 1)
    throw new Refusal(`it holds ${documents.length} YAML documents, not one`);
  const [error] = document.errors;
  if (error !== void 0)
    throw new Refusal(`it is not valid YAML (${error.message})`, lines.linePos(error.pos[0]).line);
  const { contents } = document;
  if (contents === null || (0, import_yaml.isScalar)(contents) && contents.value === null) throw new Refusal("it is empty");
  return { root: contents, describe: describer(document, lines) };
}
function describer(document, lines) {
  let aliases = 0;
  const follow = (node) => {
    if (!(0, import_yaml.isAlias)(node)) return node;
    if (++aliases > MAX_ALIASES) throw new Refusal(`it has more than ${MAX_ALIASES} aliases`);
    const target = node.resolve(document);
    if (target === void 0) throw new Refusal(`it has an alias without an anchor (*${node.source})`);
    return target;
  };
  const entriesOf = (node, depth) => {
    refuseDepth(depth);
    const target = follow(node);
    if ((0, import_yaml.isSeq)(target)) return target.items.flatMap((item) => entriesOf(item, depth + 1));
    if (!(0, import_yaml.isMap)(target)) return [];
    const own = [];
    const merged = [];
    for (const pair of target.items) {
      if (isMerge(pair)) merged.push(...entriesOf(pair.value, depth + 1));
      else own.push(entryOf2(pair, follow, lines));
    }
    return withMerged(own, merged);
  };
  return (node) => {
    const target = follow(node);
    if ((0, import_yaml.isMap)(target)) return { kind: "map", entries: entriesOf(target, 0) };
    if ((0, import_yaml.isSeq)(target)) return { kind: "list", items: target.items };
    return (0, import_yaml.isScalar)(target) ? scalar(target) : { kind: "other", seen: "null" };
  };
}
function scalar(node) {
  const { value, source } = node;
  if (typeof value === "number") return { kind: "number", value, ...source === void 0 ? {} : { source } };
  if (typeof value === "bigint") return { kind: "number", value: Number(value) };
  if (typeof value === "boolean") return { kind: "other", seen: String(value) };
  if (typeof value !== "string")
    return { kind: "other", seen: value === null ? "null" : "a value that is not a number" };
  const plain = node.type === import_yaml.Scalar.PLAIN && node.tag === void 0;
  return plain && WITH_UNDERSCORES.test(value) ? { kind: "number", value: Number(value.replaceAll("_", "")), source: value } : { kind: "text", value };
}
function isMerge(pair) {
  return (0, import_yaml.isScalar)(pair.key) && pair.key.type === import_yaml.Scalar.PLAIN && pair.key.value === "<<";
}
function entryOf2(pair, follow, lines) {
  const key = follow(pair.key);
  const start = (0, import_yaml.isScalar)(key) || (0, import_yaml.isMap)(key) || (0, import_yaml.isSeq)(key) ? key.range?.[0] : void 0;
  const place = start === void 0 ? {} : { line: lines.linePos(start).line };
  if (!(0, import_yaml.isScalar)(key)) throw new Refusal("a key in it is a list or a mapping", place.line);
  return { key: key.source ?? String(key.value), ...place, node: pair.value };
}
function withMerged(own, merged) {
  const taken = new Set(own.map((entry) => entry.key));
  const added = merged.filter((entry) => !taken.has(entry.key) && taken.add(entry.key));
  return [...own, ...added];
}
function refuseDeepTokens(tokens, lines) {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== void 0; next = open.pop()) {
    const { token, depth } = next;
    refuseDepth(depth, lines.linePos(token.offset).line);
    for (const child of childrenOf(token))
      open.push({ token: child, depth: depth + (token.type === "document" ? 0 : 1) });
  }
}
function childrenOf(token) {
  if (token.type === "document") return token.value === void 0 ? [] : [token.value];
  if (!("items" in token)) return [];
  const parts = token.items.flatMap((item) => [item.key, item.value]);
  return parts.filter((part) => part !== null && part !== void 0);
}

// src/metrics/metrics-file.ts
function parseMetricsFile(path, text) {
  try {
    return parseAs(extname(path).toLowerCase(), path, text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    if (error instanceof Refusal) return unreadableFile(path, error.message, error.line);
    throw error;
  }
}
function unreadableFile(path, reason, line) {
  const place = line === void 0 ? {} : { line };
  const at = line === void 0 ? "" : `line ${line}: `;
  return {
    path,
    leaves: /* @__PURE__ */ new Map(),
    problem: { kind: "file", path, ...place, seen: "unreadable", message: `${path} cannot be read: ${at}${reason}` }
  };
}
function parseAs(extension, path, text) {
  if (text.trim() === "") throw new Refusal("it is empty");
  switch (extension) {
    case ".json":
      return leavesOf(path, readJson(text));
    case ".toml":
      return leavesOf(path, readToml(text));
    case ".py":
      throw new Refusal("metrics in Python files are not supported; write JSON, YAML or TOML");
    default:
      return leavesOf(path, readYaml(text));
  }
}
function leavesOf(path, tree) {
  return { path, leaves: flatten(path, tree.root, tree.describe) };
}

// src/toolchain/project-recipe.ts
import { createHash as createHash3 } from "node:crypto";
import { readFile as readFile3, realpath as realpath2 } from "node:fs/promises";
import { dirname as dirname3, isAbsolute, join as join4, resolve } from "node:path";

// src/toolchain/python-range.ts
var CLAUSE = /^(===|==|!=|<=|>=|~=|<|>|\^|~)?\s*(\d+(?:\.\d+)*)(\.\*)?$/;
function parsePythonRange(text, file) {
  const choices = text.split("||").map((choice) => choice.split(/,|\s+(?=[<>=!~^])/).map((clause) => clause.trim()));
  const tests = [];
  for (const clauses of choices) {
    const parts = clauses.filter((clause) => clause !== "" && clause !== "*").map(testOf);
    const known = parts.flatMap((part) => part ?? []);
    if (known.length < parts.length) return void 0;
    tests.push((version) => known.every((test) => test(version)));
  }
  return {
    file,
    text,
    example: /(?:>=|==|~=|\^|~)\s*(\d+\.\d+)/.exec(text)?.[1] ?? /\d+\.\d+/.exec(text)?.[0] ?? "3.x",
    allows: (version) => tests.some((test) => test(version))
  };
}
function testOf(clause) {
  const [, operator = "==", wanted = "", star] = CLAUSE.exec(clause) ?? [];
  if (wanted === "") return void 0;
  const parts = wanted.split(".");
  const compare = (version) => compareVersions(version, wanted);
  const starts = (version, prefix) => prefix.every((part, at) => Number(version.split(".")[at] ?? 0) === Number(part));
  const equals = (version) => star === void 0 ? compare(version) === 0 : starts(version, parts);
  switch (operator) {
    case ">=":
      return (version) => compare(version) >= 0;
    case "<=":
      return (version) => compare(version) <= 0;
    case ">":
      return (version) => compare(version) > 0;
    case "<":
      return (version) => compare(version) < 0;
    case "!=":
      return (version) => !equals(version);
    case "~=":
      return (version) => compare(version) >= 0 && starts(version, parts.slice(0, -1));
    case "^":
      return (version) => compare(version) >= 0 && starts(version, parts.slice(0, 1));
    case "~":
      return (version) => compare(version) >= 0 && starts(version, parts.slice(0, 2));
    default:
      return (version) => equals(version) || star === void 0 && starts(version, parts);
  }
}

// src/toolchain/project-recipe.ts
var CONDA_FILES = ["environment.yml", "environment.yaml"];
var FILES2 = [
  { name: "uv.lock", kind: "uv-lock" },
  { name: "requirements.txt", kind: "requirements" },
  { name: "pylock.toml", kind: "pylock" },
  { name: "poetry.lock", kind: "poetry" },
  { name: "pdm.lock", kind: "pdm" },
  { name: "Pipfile.lock", kind: "pipenv" },
  { name: "conda-lock.yml", kind: "conda-lock" },
  ...CONDA_FILES.map((name) => ({ name, kind: "conda" })),
  { name: "pyproject.toml", kind: "pyproject" }
];
var LOCKS = [...FILES2.filter(({ name }) => /lock/.test(name)).map(({ name }) => name), "pixi.lock"];
async function unusedLocks(recipe, folders) {
  const places2 = recipe === void 0 ? folders : [recipe.directory];
  const files = [...new Set(places2)].flatMap((folder) => LOCKS.map((name) => join4(folder, name)));
  const texts = await Promise.all(files.map(readText));
  return files.filter((file, at) => texts[at] !== void 0 && file !== recipe?.file);
}
async function pythonRange(directory) {
  const table = parseToml(await readText(join4(directory, "pyproject.toml")) ?? "");
  const own = isTable(table?.project) ? table.project["requires-python"] : void 0;
  const tool = isTable(table?.tool) ? table.tool.poetry : void 0;
  const needs = isTable(tool) ? tool.dependencies : void 0;
  const text = own ?? (isTable(needs) ? needs.python : void 0);
  return typeof text === "string" ? parsePythonRange(text, "pyproject.toml") : void 0;
}
async function findOwnEnvironment(workingDirectory, repositoryRoot) {
  for (const folder of /* @__PURE__ */ new Set([workingDirectory, repositoryRoot])) {
    const environment = join4(folder, ".venv");
    if (await isProgram(pythonOf(environment))) return environment;
  }
  return void 0;
}
async function findRecipe(workingDirectory, repositoryRoot) {
  for (const directory of /* @__PURE__ */ new Set([workingDirectory, repositoryRoot])) {
    for (const { name, kind } of FILES2) {
      const file = join4(directory, name);
      const text = await readText(file);
      if (text === void 0) continue;
      if (kind !== "pyproject") return { kind, file, directory };
      if (!describesPackage(text)) continue;
      const lock = join4(repositoryRoot, "uv.lock");
      return await isWorkspaceWithLock(repositoryRoot, lock) ? { kind: "uv-lock", file: lock, directory } : { kind, file, directory };
    }
  }
  return void 0;
}
function describesPackage(text) {
  const table = parseToml(text);
  return !table || "project" in table || "build-system" in table;
}
async function isWorkspaceWithLock(root, lock) {
  const tool = parseToml(await readText(join4(root, "pyproject.toml")) ?? "")?.tool;
  const uv = isTable(tool) ? tool.uv : void 0;
  return isTable(uv) && "workspace" in uv && await readText(lock) !== void 0;
}
async function hasDevGroup(pyproject) {
  const groups = parseToml(await readText(pyproject) ?? "")?.["dependency-groups"];
  return isTable(groups) && "dev" in groups;
}
async function readRecipe(recipe) {
  const hash = createHash3("sha256");
  const place = await realpath2(recipe.directory);
  hash.update(recipe.kind);
  let copies = false;
  if (["pyproject", "poetry", "pdm", "pipenv"].includes(recipe.kind)) {
    hash.update(place);
    for (const name of [
      "poetry.lock",
      "poetry.toml",
      "pdm.lock",
      "pdm.toml",
      "Pipfile",
      "Pipfile.lock",
      "pyproject.toml",
      "setup.cfg",
      "setup.py",
      "requirements.in",
      "requirements-dev.txt",
      "uv.toml"
    ]) {
      hash.update(`\0${name}\0${await readText(join4(recipe.directory, name)) ?? ""}`);
    }
    return { hash: hash.digest("hex").slice(0, 16), copies };
  }
  for (const { path, text } of await readWithIncludes(recipe.file)) {
    hash.update(`\0${path === recipe.file ? "" : path.slice(recipe.directory.length)}\0${text ?? ""}`);
    for (const line of requirementLines(text ?? "")) {
      const local = recipe.kind === "conda" && !/^(\.|-e|--editable|file:)/.test(line) ? void 0 : localRequirement(line);
      if (local) hash.update(place);
      copies ||= local === "copied";
    }
  }
  hash.update(
    `\0${await readText(join4(recipe.directory, "uv.toml")) ?? ""}\0${uvSettings(await readText(join4(recipe.directory, "pyproject.toml")) ?? "")}`
  );
  return { hash: hash.digest("hex").slice(0, 16), copies };
}
function uvSettings(text) {
  const tool = parseToml(text)?.tool;
  return isTable(tool) && tool.uv !== void 0 ? JSON.stringify(tool.uv) : "";
}
async function readWithIncludes(file) {
  const read = /* @__PURE__ */ new Map();
  const visit2 = async (path) => {
    if (read.has(path)) return;
    const text = await readText(path);
    read.set(path, text);
    for (const line of requirementLines(text ?? "")) {
      const included = includedFile(line);
      if (included !== void 0 && !included.includes("://")) await visit2(resolve(dirname3(path), included));
    }
  };
  await visit2(file);
  return [...read].map(([path, text]) => ({ path, text }));
}
function includedFile(line) {
  return /^(?:-r|-c|--requirement[\s=]|--constraint[\s=])\s*(["']?)(.+)\1$/.exec(line)?.[2];
}
function localRequirement(line) {
  const editable = /^(?:-e|--editable[\s=])\s*(.+)$/.exec(line)?.[1];
  if (editable !== void 0) return editable.includes("://") && !editable.startsWith("file:") ? void 0 : "linked";
  if (line.startsWith("-")) return void 0;
  const requirement = (/^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(.+)$/.exec(line)?.[1] ?? line).trim();
  if (requirement.startsWith("file:")) return "copied";
  if (requirement.includes("://")) return void 0;
  return /^\.{1,2}(?=$|[/\\[\s;])/.test(requirement) || isAbsolute(requirement) || /^[\w.-]+[/\\]/.test(requirement) || /\.(whl|zip|tar\.gz)$/.test(requirement) ? "copied" : void 0;
}
async function readText(path) {
  return await readFile3(path, "utf8").catch(() => void 0);
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function parseToml(text) {
  try {
    return parse2(text);
  } catch {
    return void 0;
  }
}

// src/run/ask.ts
import { openSync } from "node:fs";
var TERMINAL = "/dev/tty";
function hasTerminal() {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
}
async function ask(question, signal) {
  const { createInterface } = await import("node:readline/promises");
  const terminal = await openTerminal();
  const prompt = createInterface({ input: terminal.input, output: terminal.output });
  prompt.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await Promise.race([
      prompt.question(question, { signal }),
      new Promise((_, reject) => prompt.once("close", () => reject(ended())))
    ]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    prompt.close();
    terminal.close();
  }
}
function ended() {
  return new SetupError("not-confirmed", "the input ended before an answer, so nothing was done.", {
    key: "yes",
    value: "",
    remedy: "Use `--yes` to answer every question with yes."
  });
}
async function openTerminal() {
  if (process.stdin.isTTY && process.stderr.isTTY)
    return { input: process.stdin, output: process.stderr, close: () => void 0 };
  const { ReadStream, WriteStream } = await import("node:tty");
  try {
    const [input, output] = [new ReadStream(openSync(TERMINAL, "r")), new WriteStream(openSync(TERMINAL, "w"))];
    return {
      input,
      output,
      close: () => {
        input.destroy();
        output.destroy();
      }
    };
  } catch (cause) {
    throw new SetupError("not-confirmed", `the terminal cannot be asked (${messageOf(cause)}), so nothing was done.`, {
      key: "yes",
      value: "",
      remedy: "Use `--yes` to answer every question with yes.",
      cause
    });
  }
}

export {
  moveRemedy,
  movedCommands,
  requirementLines,
  lastLines,
  WRITE_LOCK,
  parseDvcLock,
  keptDirectory,
  installVariables,
  WITHOUT_INDEX,
  provideUv,
  provideDvc,
  Refusal,
  MAX_DEPTH,
  readJson,
  parse2 as parse,
  readToml,
  readYaml,
  parseMetricsFile,
  unreadableFile,
  unusedLocks,
  pythonRange,
  findOwnEnvironment,
  findRecipe,
  hasDevGroup,
  readRecipe,
  hasTerminal,
  ask
};
