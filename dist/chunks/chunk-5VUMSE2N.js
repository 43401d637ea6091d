import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  Git,
  splitNul
} from "./chunk-Q2WIHPYU.js";
import {
  shellWord
} from "./chunk-2OGHCNB3.js";
import {
  fileHash
} from "./chunk-AMMPZXSX.js";
import {
  appendTo
} from "./chunk-6BXGY3ZC.js";
import {
  OutsideError,
  ProjectError,
  SetupError,
  messageOf
} from "./chunk-GSQGKKGD.js";

// src/git/repository.ts
import { realpath } from "node:fs/promises";
import { join as join8, relative, resolve, sep } from "node:path";

// src/git/read.ts
import { readFile as readFile2 } from "node:fs/promises";
import { join as join2 } from "node:path";

// src/git/branch-ref.ts
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
async function branchRef(git) {
  const { ownDirectory, commonDirectory } = git.place;
  if (ownDirectory !== void 0 && commonDirectory !== void 0) {
    const text = await textOf(join(ownDirectory, "HEAD"));
    if (/^([0-9a-f]{40}|[0-9a-f]{64})\n$/.test(text)) return void 0;
    const [, ref] = /^ref: (refs\/heads\/\S+)\n$/.exec(text) ?? [];
    if (ref !== void 0 && ref !== "refs/heads/.invalid" && !(await textOf(join(commonDirectory, ref))).startsWith("ref:"))
      return ref;
  }
  const { code, stdout } = await git.run(["symbolic-ref", "--quiet", "HEAD"], { answers: [0, 1] });
  return code === 0 ? stdout.trim() : void 0;
}
async function textOf(file) {
  try {
    return (await lstat(file)).isSymbolicLink() ? "ref:" : await readFile(file, "utf8");
  } catch {
    return "";
  }
}

// src/git/contents.ts
var IDLE_MS = 1e4;
async function readBatch(git, names, call = {}) {
  return filesIn(await readObjects(git, names, call));
}
async function readObjects(git, names, call = {}) {
  const objects = /* @__PURE__ */ new Map();
  if (names.length === 0) return objects;
  const { stdout } = await git.run(["cat-file", "--batch"], { ...call, input: linesOf(names), encoding: "latin1" });
  const output = new BatchOutput();
  output.add(Buffer.from(stdout, "latin1"));
  for (const name of names) {
    const answer = output.next();
    if (answer === void 0)
      throw new OutsideError("git-command-failed", `\`git cat-file\` ended before it sent '${name}'.`, {
        remedy: "Run `git fsck`."
      });
    if (answer !== "absent") objects.set(name, answer);
  }
  return objects;
}
function filesIn(objects) {
  return new Map([...objects].flatMap(([name, { type, content }]) => type === "blob" ? [[name, content]] : []));
}
function linesOf(names) {
  return names.map((name) => `${name}
`).join("");
}
var BatchOutput = class {
  #chunks = [];
  #bytes = 0;
  #header;
  add(chunk) {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }
  /** The answer to the next name; undefined until all of it is there. */
  next() {
    if (this.#header === void 0) {
      const end = this.#whole().indexOf(10);
      if (end < 0) return void 0;
      const [, sha2 = "", type2 = "", size2] = /^([0-9a-f]+) (\w+) (\d+)$/.exec(this.#take(end + 1).toString("latin1", 0, end)) ?? [];
      if (size2 === void 0) return "absent";
      this.#header = { sha: sha2, type: type2, size: Number(size2) };
    }
    const { sha, type, size } = this.#header;
    if (this.#bytes < size + 1) return void 0;
    this.#header = void 0;
    return { sha, type, content: this.#take(size + 1).subarray(0, size) };
  }
  #whole() {
    const [first = Buffer.alloc(0), ...others] = this.#chunks;
    const whole = others.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }
  #take(bytes) {
    const whole = this.#whole();
    this.#chunks = [whole.subarray(bytes)];
    this.#bytes -= bytes;
    return whole.subarray(0, bytes);
  }
};
var ObjectReader = class {
  constructor(git) {
    this.git = git;
  }
  git;
  #batch;
  #turn = Promise.resolve();
  /**
   * The objects of these names, without line breaks. An absent object is not in the map.
   * @throws as `Git.run` does
   */
  read(names) {
    if (names.length === 0) return Promise.resolve(/* @__PURE__ */ new Map());
    const answer = this.#turn.then(() => this.#ask(names));
    this.#turn = answer.catch(() => void 0);
    return answer;
  }
  /** Contents of the files with these names (`SHA:PATH`). */
  async files(names) {
    return filesIn(await this.read(names));
  }
  async #ask(names) {
    const { signal } = this.git.options;
    if (this.#batch?.hasEnded !== false) this.#batch = signal?.aborted ? void 0 : new Batch(this.git);
    return await this.#batch?.ask(names) ?? readObjects(this.git, names);
  }
};
var Batch = class {
  hasEnded = false;
  #child;
  #output = new BatchOutput();
  #wake = () => {
  };
  #idle;
  constructor(git) {
    this.#child = git.start(["cat-file", "--batch"], () => {
      this.hasEnded = true;
      clearTimeout(this.#idle);
      this.#wake();
    });
    this.#child.stdout?.on("data", (chunk) => {
      this.#output.add(chunk);
      this.#wake();
    });
  }
  /** @returns undefined where the process ended before it answered */
  async ask(names) {
    clearTimeout(this.#idle);
    this.#keepNode("ref");
    try {
      return await this.#answers(names);
    } catch (error) {
      this.#child.stdout?.destroy();
      this.#close();
      throw error;
    } finally {
      this.#keepNode("unref");
      this.#idle = setTimeout(() => this.#close(), IDLE_MS).unref();
    }
  }
  async #answers(names) {
    this.#child.stdin?.write(linesOf(names));
    const objects = /* @__PURE__ */ new Map();
    for (const name of names) {
      let answer = this.#output.next();
      while (answer === void 0) {
        if (this.hasEnded) return void 0;
        await new Promise((resolve2) => {
          this.#wake = resolve2;
        });
        answer = this.#output.next();
      }
      if (answer !== "absent") objects.set(name, answer);
    }
    return objects;
  }
  #close() {
    this.hasEnded = true;
    this.#child.stdin?.end();
  }
  /** Without a question, the process must not keep the run alive: it ends when its input does. */
  #keepNode(how) {
    this.#child[how]();
    const streams = [this.#child.stdin, this.#child.stdout];
    for (const stream of streams) stream?.[how]?.();
  }
};

// src/git/staged.ts
import { open } from "node:fs/promises";
var SUBMODULE_MODE = "160000";
var PATHS_PER_CALL = 250;
var DIGEST_BYTES = 20;
var listings = /* @__PURE__ */ new WeakMap();
async function stagedEntries(git) {
  return listEntries(git, await stateOfIndex(git));
}
async function listEntries(git, state) {
  if (state === void 0) return readEntries(git);
  const last = listings.get(git);
  if (last?.state === state) return last.entries;
  const entries = readEntries(git);
  const listing = { state, entries };
  listings.set(git, listing);
  const forget = () => {
    if (listings.get(git) === listing) listings.delete(git);
  };
  try {
    const found = await entries;
    if (found.some(({ skipped }) => skipped) || await stateOfIndex(git) !== state) forget();
    return found;
  } catch (error) {
    forget();
    throw error;
  }
}
async function readEntries(git) {
  return splitNul((await git.run(["ls-files", "-z", "-t", "--stage", "--"])).stdout).flatMap((line) => {
    const [, tag = "", mode = "", sha = "", path] = /^(\S) (\d+) ([0-9a-f]+) \d\t([^]*)$/.exec(line) ?? [];
    return path === void 0 ? [] : [{ path, mode, sha, skipped: tag === "S" }];
  });
}
async function stateOfIndex({ place: { indexFile } }) {
  if (indexFile === void 0) return void 0;
  const file = await open(indexFile).catch(() => void 0);
  if (file === void 0) return void 0;
  try {
    const { ino, size, mtimeNs } = await file.stat({ bigint: true });
    const digest = Buffer.alloc(DIGEST_BYTES);
    await file.read(digest, 0, DIGEST_BYTES, Math.max(0, Number(size) - DIGEST_BYTES));
    return digest.every((byte) => byte === 0) ? void 0 : `${ino} ${size} ${mtimeNs} ${digest.toString("hex")}`;
  } catch {
    return void 0;
  } finally {
    await file.close();
  }
}
async function untracked(git, paths, env = {}) {
  const left = new Set(paths);
  const tracked = paths.length === 0 ? [] : await trackedFiles(git, paths, env);
  for (const file of tracked) for (const path of pathsTo(file)) left.delete(path);
  return left;
}
async function trackedFiles(git, paths, env = {}) {
  const state = Object.keys(env).length === 0 && paths.every(isPlain) ? await stateOfIndex(git) : void 0;
  if (state !== void 0) {
    const wanted = new Set(paths);
    return filesOf(await listEntries(git, state)).filter((file) => pathsTo(file).some((path) => wanted.has(path)));
  }
  const files = [];
  for (let at = 0; at < paths.length; at += PATHS_PER_CALL) {
    const call = ["ls-files", "-z", "--cached", "--", ...paths.slice(at, at + PATHS_PER_CALL)];
    files.push(...splitNul(await git.text(call, { env: { ...env, GIT_LITERAL_PATHSPECS: "1" } })));
  }
  return files;
}
async function stagedFiles(git, pathspecs) {
  if (pathspecs.length === 0) return filesOf(await stagedEntries(git));
  const literal = pathspecs.map((spec) => /^:\((?:top,)?literal\)([^]+)$/.exec(spec)?.[1]);
  const found = literal.every((path) => path !== void 0) ? await trackedFiles(git, literal) : splitNul(await git.text(["ls-files", "-z", "--cached", "--", ...pathspecs]));
  return [...new Set(found)];
}
function filesOf(entries) {
  return [...new Set(entries.map(({ path }) => path))];
}
function isPlain(path) {
  return !/(^|\/)\.{0,2}(\/|$)/.test(path) && (process.platform !== "darwin" || /^[ -~]*$/.test(path));
}
function pathsTo(path) {
  const paths = [path];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) paths.push(path.slice(0, end));
  return paths;
}
function contains(outer, inner) {
  return inner === outer || inner.startsWith(`${outer}/`);
}

// src/git/status.ts
function parseStatus(output) {
  const files = [];
  for (const line of splitNul(output)) {
    if (line.startsWith("? ")) files.push({ path: line.slice(2), index: ".", worktree: ".", untracked: true });
    const skipped = line.startsWith("1 ") ? 8 : line.startsWith("u ") ? 10 : 0;
    if (skipped > 0) {
      const fields = line.split(" ");
      files.push({
        path: fields.slice(skipped).join(" "),
        index: line.charAt(2),
        worktree: line.charAt(3),
        untracked: false
      });
    }
  }
  return files;
}

// src/git/read.ts
var STATUSES = { A: "added", M: "modified", D: "deleted", T: "retyped" };
var KEPT_BYTES = 16 * 1024 * 1024;
var EMPTY_TREES = {
  40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
};
async function shallowCommits(git) {
  const file = join2(await git.commonDirectory(), "shallow");
  try {
    return new Set((await readFile2(file, "utf8")).split("\n").filter((sha) => sha !== ""));
  } catch (error) {
    if (error.code === "ENOENT") return void 0;
    throw error;
  }
}
function reads(git) {
  const here = /* @__PURE__ */ new Set();
  const kept = /* @__PURE__ */ new Map();
  let room = KEPT_BYTES;
  const objects = new ObjectReader(git);
  const find = async (name) => (await objects.read([name])).get(name);
  const resolveAlone = async (revision) => {
    const call = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
    const { code, stdout } = await git.run(call, { answers: [0, 1, 128] });
    return code === 0 ? stdout.trim() : void 0;
  };
  const resolve2 = async (revision) => {
    if (revision === "" || /[\0\r\n]/.test(revision)) return void 0;
    if (here.has(revision)) return revision;
    const sha = /[~^:]|@\{/.test(revision) ? await resolveAlone(revision) : await find(`${revision}^{commit}`).then(
      (commit) => commit?.sha,
      (error) => {
        if (error instanceof OutsideError) return resolveAlone(revision);
        throw error;
      }
    );
    if (sha !== void 0) here.add(sha);
    return sha;
  };
  const commitOf = async (revision) => {
    const sha = await resolve2(revision);
    if (sha === void 0) throw unknownRevision(revision);
    return sha;
  };
  const readFiles = async (revision, paths) => {
    const sha = await commitOf(revision);
    const own = paths.filter((path) => !path.includes("\n"));
    const batch = await objects.files(own.map((path) => `${sha}:${path}`).filter((name) => !kept.has(name)));
    const files = /* @__PURE__ */ new Map();
    for (const path of own) {
      const name = `${sha}:${path}`;
      const file = kept.get(name) ?? batch.get(name);
      if (file === void 0) continue;
      files.set(path, file);
      if (!kept.has(name) && file.length <= room) {
        kept.set(name, Buffer.from(file));
        room -= file.length;
      }
    }
    for (const path of paths.filter((name) => name.includes("\n"))) {
      const { code, stdout } = await git.run(["cat-file", "blob", `${sha}:${path}`], {
        answers: [0, 128],
        encoding: "latin1"
      });
      if (code === 0) files.set(path, Buffer.from(stdout, "latin1"));
    }
    return files;
  };
  const differences = async (from, to, form) => {
    const [one, other] = [await commitOf(from), await commitOf(to)];
    if (one === other) return [];
    return splitNul(await git.once(["diff-tree", "-r", "-z", form, "--no-renames", one, other, "--"]));
  };
  const commitObject = async (revision) => {
    const sha = await commitOf(revision);
    const commit = await find(sha);
    if (commit === void 0) throw unknownRevision(revision);
    return commit.content.toString("utf8");
  };
  return {
    version: () => git.text(["version"]),
    resolve: resolve2,
    made: (sha) => {
      here.add(sha);
    },
    commitOf,
    readFiles,
    commitObject,
    head: async () => await resolve2("HEAD") ?? git.text(["rev-parse", "--verify", "HEAD^{commit}"]),
    branch: async () => (await branchRef(git))?.replace(/^refs\/heads\//, ""),
    isShallow: async () => await shallowCommits(git) !== void 0,
    async ownDefaultBranch() {
      const names = (await git.text(["for-each-ref", "--format=%(refname)", "refs/heads/"])).split("\n").filter(Boolean);
      const branches = names.map((name) => name.replace("refs/heads/", ""));
      const usual = ["main", "master"].find((name) => branches.includes(name));
      return usual ?? (branches.length === 1 ? branches[0] : void 0);
    },
    readFile: async (revision, path) => (await readFiles(revision, [path])).get(path),
    async listFiles(revision, pathspecs) {
      if (revision === void 0) return stagedFiles(git, pathspecs);
      const sha = await commitOf(revision);
      const emptyTree = EMPTY_TREES[sha.length] ?? "";
      return splitNul(
        await git.once([
          "diff-tree",
          "-r",
          "-z",
          "--name-only",
          "--no-renames",
          "--ignore-submodules=all",
          emptyTree,
          sha,
          "--",
          ...pathspecs
        ])
      );
    },
    async changedFiles(from, to) {
      const fields = await differences(from, to, "--name-status");
      const changes = [];
      for (let at = 0; at + 1 < fields.length; at += 2) {
        changes.push({ status: STATUSES[fields[at] ?? ""] ?? "modified", path: fields[at + 1] ?? "" });
      }
      return changes;
    },
    async changedEntries(from, to) {
      const fields = await differences(from, to, "--raw");
      const entries = [];
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const [, mode = ""] = (fields[at] ?? "").split(" ");
        entries.push({ path: fields[at + 1] ?? "", ...mode === "000000" ? {} : { mode } });
      }
      return entries;
    },
    treeOf: async (revision) => /^tree ([0-9a-f]+)$/m.exec(await commitObject(revision))?.[1] ?? "",
    uncommitted: async () => parseStatus(await git.text(["status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames"])),
    async userName() {
      const { stdout } = await git.run(["config", "--get", "user.name"], { answers: [0, 1] });
      return stdout.trim() || void 0;
    },
    isIgnored: async (paths) => untracked(git, await ignoredPatterns(git, paths))
  };
}
function unknownRevision(revision, why = "this checkout has no such commit") {
  return new SetupError("revision-unknown", `revision '${revision}' cannot be read: ${why}.`, {
    key: "revision",
    value: revision,
    remedy: "Check the spelling with `git rev-parse`, or fetch the commit first."
  });
}
async function ignoredPatterns(git, paths) {
  if (paths.length === 0) return [];
  const input = paths.map((path) => `./${path}\0`).join("");
  const { stdout } = await git.run(["check-ignore", "--no-index", "-z", "--stdin"], { input, answers: [0, 1] });
  return splitNul(stdout).map((path) => path.slice(2));
}

// src/git/server.ts
var OPTIONAL_SECONDS = 20;
var SERVER_ATTEMPTS = 4;
var CREDENTIALS = [
  /Authentication failed/,
  /could not read (Username|Password)/,
  /returned error: 40[13]/,
  /Permission denied/,
  /Permission to .* denied/,
  /access denied or repository not exported/,
  /service not enabled/,
  /Write access to repository not granted/,
  /[Rr]epository not found/,
  /does not appear to be a git repository/,
  /repository .* does not exist/
];
function saysNoAccess(stderr) {
  return CREDENTIALS.some((pattern) => pattern.test(stderr));
}
function server(git, { branch }) {
  const listRemote = async (remote, options, names, { first = 1, last = SERVER_ATTEMPTS } = {}) => {
    for (let attempt = first; ; attempt++) {
      const answer = await git.run(["ls-remote", ...options, "--", remote, ...names], { network: true, answers: "any" });
      if (answer.code === 0) return answer.stdout.split("\n").filter((line) => line !== "");
      const refused = saysNoAccess(answer.stderr);
      if (refused || attempt === last) {
        throw new OutsideError(
          refused ? "git-access-denied" : "git-server-unreachable",
          `the Git server of remote '${remote}' ${refused ? "rejects access" : `does not answer (${attempt} attempts)`}: ` + git.quote(answer.stderr),
          {
            key: "remote",
            value: remote,
            remedy: refused ? "Check the credentials of this checkout with `git ls-remote`." : "Check the connection and `git remote -v`, then run this again."
          }
        );
      }
      await git.pause(attempt);
    }
  };
  const refOf = (line) => {
    const tab = line.indexOf("	");
    return [line.slice(tab + 1), line.slice(0, tab)];
  };
  let listed;
  const remotes = () => {
    listed ??= git.text(["remote", "--verbose"]).then(parseRemotes);
    listed.catch(() => {
      listed = void 0;
    });
    return listed;
  };
  let named;
  const remoteName = () => {
    named ??= findRemote();
    named.catch(() => {
      named = void 0;
    });
    return named;
  };
  const findRemote = async () => {
    const names = [...(await remotes()).keys()];
    if (names.includes("origin")) return "origin";
    if (names.length < 2) return names[0];
    const current = await branch();
    if (current === void 0) return void 0;
    const { stdout } = await git.run(["config", "--get", `branch.${current}.remote`], { answers: [0, 1] });
    return names.find((name) => name === stdout.trim());
  };
  const remoteAddress = async () => {
    const remote = await remoteName();
    if (remote === void 0) return void 0;
    return (await remotes()).get(remote) || void 0;
  };
  const remembered = async (remote) => {
    const { stdout } = await git.run(["symbolic-ref", "--quiet", `refs/remotes/${remote}/HEAD`], { answers: [0, 1] });
    return stdout.trim().slice(`refs/remotes/${remote}/`.length) || void 0;
  };
  let fetching = Promise.resolve();
  const inTurn = (fetch) => {
    const turn = fetching.then(fetch);
    fetching = turn.catch(() => void 0);
    return turn;
  };
  const fetchOnce = async (remote, wanted, options, limit = {}) => {
    const args = [
      "--no-tags",
      "--no-prune",
      "--no-write-fetch-head",
      "--no-recurse-submodules",
      ...options,
      "--",
      remote,
      ...wanted
    ];
    return (await git.run(["fetch", ...args], { network: true, answers: "any", ...limit })).code === 0;
  };
  const fetchNow = async (remote, wanted, options = []) => {
    for (let attempt = 1; ; attempt++) {
      if (await fetchOnce(remote, wanted, options)) return true;
      await listRemote(remote, ["--heads"], ["HEAD"]);
      if (attempt === 2) return false;
      await git.pause(attempt);
    }
  };
  return {
    remoteName,
    remoteAddress,
    repositoryName: async () => /([^/:\\]+?)(?:\.git)?[/\\]*$/.exec(await remoteAddress() ?? "")?.[1],
    async remoteDefaultBranch() {
      const remote = await remoteName();
      if (remote === void 0) return void 0;
      try {
        return defaultIn(await listRemote(remote, ["--symref"], ["HEAD"], { last: 1 })) ?? await remembered(remote);
      } catch (error) {
        if (!(error instanceof OutsideError)) throw error;
        const name = await remembered(remote);
        if (name !== void 0 || error.id === "git-access-denied") return name;
      }
      await git.pause(1);
      try {
        return defaultIn(await listRemote(remote, ["--symref"], ["HEAD"], { first: 2 }));
      } catch (error) {
        if (error instanceof OutsideError) return void 0;
        throw error;
      }
    },
    async remoteRefs(remote, names) {
      const kind = ["heads", "tags"].find((folder) => names.every((name) => name.startsWith(`refs/${folder}/`)));
      const refs = (await listRemote(remote, kind === void 0 ? [] : [`--${kind}`], names)).map(refOf);
      return new Map(refs.filter(([name]) => names.includes(name)));
    },
    async allRefs(remote) {
      const refs = (await listRemote(remote, ["--refs"], [])).map(refOf);
      return new Map(refs);
    },
    async listTags(remote, prefix) {
      const refs = (await listRemote(remote, ["--tags"], [`refs/tags/${prefix}*`])).map(refOf);
      return new Map(refs.filter(([name]) => name.startsWith(`refs/tags/${prefix}`)));
    },
    fetchObjects: (remote, wanted, options = []) => inTurn(() => fetchNow(remote, wanted, options)),
    tryFetch: (remote, wanted) => inTurn(() => fetchOnce(remote, wanted, [], { seconds: OPTIONAL_SECONDS }))
  };
}
function parseRemotes(output) {
  const remotes = /* @__PURE__ */ new Map();
  for (const line of output.split("\n").filter((each) => each !== "")) {
    const tab = line.indexOf("	");
    const name = tab < 0 ? line : line.slice(0, tab);
    const [, address = ""] = /^(.*) \(fetch\)(?: \[[^\]]*\])?$/.exec(line.slice(tab + 1)) ?? [];
    remotes.set(name, remotes.get(name) || address.trim());
  }
  return remotes;
}
function defaultIn(lines) {
  return lines.map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1]).find((name) => name !== void 0);
}

// src/git/base.ts
var DEEPEN_STEPS = [50, 200, 1e3, 5e3];
var allBranches = (remote) => [`+refs/heads/*:refs/remotes/${remote}/*`];
function bases(git, { resolve: resolve2, isShallow }, { parents }, { remoteName, remoteRefs, fetchObjects }) {
  const asked = /* @__PURE__ */ new Map();
  const ensureCommit = (revision) => {
    const answer = asked.get(revision) ?? fetchCommit(revision).finally(() => asked.delete(revision));
    asked.set(revision, answer);
    return answer;
  };
  const fetchCommit = async (revision) => {
    const here = await resolve2(revision);
    if (here !== void 0) return here;
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision)) throw unknownRevision(revision);
    const remote = await remoteName();
    if (remote === void 0)
      throw unknownRevision(revision, "it is not in this checkout, which has no remote to fetch it from");
    const shallow = await isShallow();
    if (!await fetchObjects(remote, [revision], shallow ? ["--depth=1"] : [])) {
      await fetchObjects(remote, allBranches(remote), shallow ? ["--unshallow"] : []);
    }
    const fetched = await resolve2(revision);
    if (fetched === void 0)
      throw unknownRevision(
        revision,
        `neither this checkout nor remote '${remote}' has it; a force push may have removed it`
      );
    return fetched;
  };
  const fetchTip = async (branch) => {
    const remote = await remoteName();
    if (remote === void 0) return void 0;
    const ref = `refs/heads/${branch}`;
    for (let attempt = 1; ; attempt++) {
      const tip = (await remoteRefs(remote, [ref])).get(ref);
      if (tip === void 0 || await resolve2(tip) !== void 0) return tip;
      await fetchObjects(remote, [tip]);
      if (await resolve2(tip) !== void 0) return tip;
      if (attempt === SERVER_ATTEMPTS)
        throw new OutsideError("git-fetch-failed", `remote '${remote}' does not send ${tip}, the tip of '${branch}'.`, {
          key: "remote",
          value: remote,
          remedy: "Run this again."
        });
      await git.pause(attempt);
    }
  };
  const cutOffs = async (one, other) => {
    const shallow = await shallowCommits(git);
    if (shallow === void 0) return [];
    const roots = (await git.text(["rev-list", "--max-parents=0", one, other, "--"])).split("\n");
    return roots.filter((sha) => sha !== "" && shallow.has(sha));
  };
  const searchHistory = async (revision, find) => {
    for (const step of [...DEEPEN_STEPS.slice(0, 3), void 0]) {
      const found = await find();
      if (found !== void 0 || step === void 0) return found;
      const cut = await cutOffs(revision, revision);
      const remote = await remoteName();
      if (cut.length === 0 || remote === void 0 || !await fetchObjects(remote, cut, [`--deepen=${step}`]))
        return void 0;
    }
    return void 0;
  };
  const fetchAllHistory = async () => {
    const remote = await remoteName();
    if (remote === void 0) return !await isShallow();
    const tags2 = "refs/tags/*:refs/tags/*";
    if (!await isShallow()) return fetchObjects(remote, [tags2]);
    const cut = await cutOffs("HEAD", "HEAD");
    if (await fetchObjects(remote, [...cut, tags2], ["--unshallow"])) return true;
    return fetchObjects(remote, [...allBranches(remote), tags2], ["--unshallow"]);
  };
  const mergeBase = async (first, second) => {
    const [one, other] = [await ensureCommit(first), await ensureCommit(second)];
    if (one === other || (await parents(other)).includes(one)) return one;
    if ((await parents(one)).includes(other)) return other;
    for (const step of [...DEEPEN_STEPS.map((commits2) => `--deepen=${commits2}`), "--unshallow", void 0]) {
      const { code, stdout } = await git.run(["merge-base", one, other], { answers: [0, 1] });
      if (code === 0) return stdout.trim();
      const cut = await cutOffs(one, other);
      const remote = await remoteName();
      if (cut.length === 0 || remote === void 0 || step === void 0) return void 0;
      if (!await fetchObjects(remote, cut, [step])) await fetchObjects(remote, allBranches(remote), ["--unshallow"]);
    }
    return void 0;
  };
  return { ensureCommit, fetchTip, searchHistory, fetchAllHistory, mergeBase };
}

// src/git/ref-name.ts
var FORBIDDEN = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{/;
function isRefName(name) {
  const parts = name.split("/");
  const isPart = (part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock");
  return parts.length > 1 && parts.every(isPart) && !name.endsWith(".") && !FORBIDDEN.test(name);
}

// src/git/baseline.ts
var NOTHING_BEFORE = /^0+$/;
function baselines(git, reads2, { parents }, server2, { ensureCommit, mergeBase }) {
  const ofPullRequest = async ({
    headSha,
    baseSha,
    baseRef
  }) => {
    const [mergedBase, mergedHead] = await parents("HEAD");
    const base = mergedBase !== void 0 && mergedHead === headSha ? mergedBase : baseSha;
    const sha = await mergeBase(base, headSha);
    if (sha === void 0)
      return { reason: `the pull request's head ${headSha} and its base ${base} have no common history` };
    return { sha, label: `merge base with ${baseRef}` };
  };
  const ofPush = async (before) => {
    if (before === void 0 || NOTHING_BEFORE.test(before))
      return { reason: "this is the first push of a new branch: there is no previous revision", isFirst: true };
    try {
      return { sha: await ensureCommit(before), label: "previous tip of the branch" };
    } catch (error) {
      if (error instanceof SetupError)
        return { reason: `the previous tip ${before} is no longer on the server: the branch was rewritten` };
      throw error;
    }
  };
  const branchTip = async (name) => {
    const remote = await server2.remoteName();
    if (remote === void 0) return reads2.resolve(`refs/heads/${name}`);
    const ref = `refs/heads/${name}`;
    try {
      return (await server2.remoteRefs(remote, [ref])).get(ref);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      const lastFetched = await reads2.resolve(`refs/remotes/${remote}/${name}`);
      if (lastFetched === void 0) throw error;
      git.options.host?.warning(`${error.message} The baseline is '${name}' as last fetched.`);
      return lastFetched;
    }
  };
  const ofOwnBranch = async () => {
    const name = await reads2.ownDefaultBranch();
    if (name === void 0)
      return {
        reason: "this clone has no Git remote with a default branch, and no branch main or master: set branch:NAME"
      };
    if (await reads2.isShallow()) return { reason: "this clone is shallow, and has no Git remote with a default branch" };
    const [head, tip] = [await reads2.head(), await reads2.resolve(`refs/heads/${name}`)];
    const sha = tip === void 0 ? void 0 : await mergeBase(tip, head);
    if (sha === void 0) return { reason: `this checkout and '${name}' have no common history` };
    if (sha !== head) return { sha, label: `merge base with ${name} of this clone` };
    const [parent] = await parents(head);
    if (parent === void 0) return { reason: "the first commit has no parent", isFirst: true };
    return { sha: parent, label: `the parent commit on ${name}` };
  };
  const isWithoutDefault = async (remote) => {
    try {
      return (await server2.remoteRefs(remote, ["HEAD"])).size === 0;
    } catch (error) {
      if (error instanceof OutsideError) return false;
      throw error;
    }
  };
  const ofDefaultBranch = async (event) => {
    const remote = await server2.remoteName();
    const isLocal = event.name === "local";
    if (remote === void 0)
      return isLocal ? ofOwnBranch() : { reason: "this checkout has no remote, so there is no default branch to compare with" };
    const name = event.defaultBranch ?? await server2.remoteDefaultBranch();
    if (name === void 0)
      return isLocal && await isWithoutDefault(remote) ? ofOwnBranch() : { reason: `neither the server of remote '${remote}' nor this clone names a default branch` };
    const tip = await reads2.resolve(`refs/remotes/${remote}/${name}`) ?? await branchTip(name);
    if (tip === void 0) return { reason: `remote '${remote}' has no branch '${name}' yet`, isFirst: true };
    const sha = await mergeBase(tip, "HEAD");
    if (sha === void 0) return { reason: `this checkout and '${name}' have no common history` };
    return { sha, label: `merge base with ${name}` };
  };
  const tagCommit = async (name) => {
    const [ref, peeled] = [`refs/tags/${name}`, `refs/tags/${name}^{}`];
    const local = await reads2.resolve(ref);
    const remote = await server2.remoteName();
    if (local !== void 0 || remote === void 0) return local;
    const refs = await server2.remoteRefs(remote, [ref, peeled]);
    return refs.get(peeled) ?? refs.get(ref);
  };
  const named = async (kind, name) => {
    const isAllowed = isRefName(`refs/${kind === "branch" ? "heads" : "tags"}/${name}`);
    const tip = isAllowed ? await (kind === "branch" ? branchTip(name) : tagCommit(name)) : void 0;
    if (tip === void 0) {
      throw new SetupError(
        "baseline-unknown",
        `baseline: there is no ${kind} '${name}'${isAllowed ? "" : ", and Git does not allow that name"}.`,
        {
          key: "baseline",
          value: `${kind}:${name}`,
          remedy: `Push it, use a name that \`git ls-remote\` lists, or use merge-base.`
        }
      );
    }
    return { sha: await ensureCommit(tip), label: `${kind} ${name}` };
  };
  return {
    async resolveBaseline(baseline, event) {
      switch (baseline.kind) {
        case "none":
          return { reason: "baseline is none" };
        case "branch":
        case "tag":
          return named(baseline.kind, baseline.name);
        case "merge-base":
          if (event.pullRequest) return ofPullRequest(event.pullRequest);
          if (event.mergeGroupBaseSha !== void 0)
            return { sha: await ensureCommit(event.mergeGroupBaseSha), label: "base of the merge group" };
          if (event.name === "push") return ofPush(event.before);
          return ofDefaultBranch(event);
      }
    }
  };
}

// src/git/checkout.ts
import { readdir, readFile as readFile5 } from "node:fs/promises";
import { join as join6 } from "node:path";

// src/git/worktree-content.ts
import { mkdir, rm as rm2 } from "node:fs/promises";
import { join as join5 } from "node:path";

// src/git/lfs-pointer.ts
import { constants } from "node:fs";
import { copyFile, lstat as lstat2, mkdtemp, readFile as readFile3, rename, rm } from "node:fs/promises";
import { dirname, join as join3 } from "node:path";
var POINTER_BYTES = 1024;
var VERSION = /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n/;
function parsePointer(text) {
  const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const size = /^size (\d+)$/m.exec(text)?.[1];
  if (!VERSION.test(text) || oid === void 0 || size === void 0) return void 0;
  return { oid, size: Number(size) };
}
async function readPointer(file) {
  const found = await lstat2(file).catch(() => void 0);
  if (found === void 0 || !found.isFile() || found.size >= POINTER_BYTES) return void 0;
  return parsePointer(await readFile3(file, "utf8").catch(() => ""));
}
async function fillPointer(file, { oid, size }, from) {
  for (const source of from) {
    const found = await lstat2(source).catch(() => void 0);
    if (found === void 0 || !found.isFile() || found.size !== size || await fileHash("sha256", source) !== oid)
      continue;
    const folder = await mkdtemp(join3(dirname(file), ".lfs-"));
    try {
      const copy = join3(folder, "content");
      await copyFile(source, copy, constants.COPYFILE_FICLONE);
      await rename(copy, file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return true;
  }
  return false;
}

// src/git/missing-content.ts
import { access, readFile as readFile4 } from "node:fs/promises";
import { join as join4 } from "node:path";
var FILE_MODES = ["100644", "100755"];
function completeness(git) {
  return {
    missingContent: async (paths, listed) => {
      const found = { pointers: [], submodules: [], sparse: [] };
      if (paths.length > 0) await search({ git, prefix: "", listed }, paths, found);
      return found;
    }
  };
}
async function search({ git, prefix, listed }, paths, found) {
  const root = git.directory;
  const entries = [...new Map((listed ?? await stagedEntries(git)).map((entry) => [entry.path, entry])).values()];
  const wanted = wantedBy(paths);
  for (const entry of entries.filter(({ skipped }) => skipped)) {
    const { path } = entry;
    if ((wanted(path) || path.endsWith(".dvc") && wanted(path.slice(0, -4))) && !await exists(join4(root, path)))
      found.sparse.push(`${prefix}${path}`);
  }
  const files = entries.filter(({ path, skipped }) => !skipped && wanted(path));
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  const attributes = entries.filter(
    ({ path }) => path.endsWith(".gitattributes") && folders.has(path.slice(0, -".gitattributes".length))
  );
  const hasLfs = await namesLfs(attributes.map(({ path }) => join4(root, path)));
  for (const path of hasLfs ? await pointersOf(git, files) : []) found.pointers.push(`${prefix}${path}`);
  for (const { path, mode } of entries) {
    if (mode !== SUBMODULE_MODE) continue;
    const inside = wanted(path) ? ["."] : paths.flatMap((each) => each.startsWith(`${path}/`) ? [each.slice(path.length + 1)] : []);
    if (inside.length === 0) continue;
    if (await exists(join4(root, path, ".git")))
      await search({ git: new Git(join4(root, path), git.options), prefix: `${prefix}${path}/` }, inside, found);
    else found.submodules.push(`${prefix}${path}`);
  }
}
function foldersOf(path) {
  const folders = [""];
  for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) folders.push(path.slice(0, end + 1));
  return folders;
}
function wantedBy(paths) {
  const known = new Set(paths);
  if (known.has(".") || known.has("")) return () => true;
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1))
      if (known.has(path.slice(0, end))) return true;
    return false;
  };
}
async function pointersOf(git, entries) {
  const pointers = [];
  for (const { path, mode } of entries)
    if (FILE_MODES.includes(mode) && await readPointer(join4(git.directory, path)) !== void 0) pointers.push(path);
  if (pointers.length === 0) return [];
  const { stdout } = await git.run(["check-attr", "-z", "--stdin", "filter"], {
    input: pointers.map((path) => `${path}\0`).join("")
  });
  const fields = splitNul(stdout);
  return pointers.filter((_, at) => fields[at * 3 + 2] === "lfs");
}
async function namesLfs(files) {
  for (const file of files) if (/\bfilter=lfs\b/.test(await readFile4(file, "utf8").catch(() => ""))) return true;
  return false;
}
async function exists(path) {
  return access(path).then(
    () => true,
    () => false
  );
}

// src/git/worktree-content.ts
var WITHOUT_LFS_PROGRAM = ["-c", "filter.lfs.required=false"];
async function fillWorktree(git, directory, filled) {
  const entries = await stagedEntries(new Git(directory, git.options));
  await fillPointers({ repository: await git.commonDirectory(), source: git.directory, directory }, entries);
  for (const { path, mode, sha } of entries)
    if (mode === SUBMODULE_MODE && filled.get(path) !== sha) {
      filled.set(path, sha);
      await fillSubmodule({ git, directory, path, sha });
    }
}
async function fillPointers({ repository, source, directory }, entries) {
  const attributes = entries.filter(({ path }) => path.split("/").at(-1) === ".gitattributes");
  if (!await namesLfs(attributes.map(({ path }) => join5(directory, path)))) return;
  for (const { path, mode } of entries) {
    const pointer = mode.startsWith("100") ? await readPointer(join5(directory, path)) : void 0;
    if (pointer === void 0) continue;
    const { oid } = pointer;
    const stored = join5(repository, "lfs", "objects", oid.slice(0, 2), oid.slice(2, 4), oid);
    await fillPointer(join5(directory, path), pointer, [stored, join5(source, path)]);
  }
}
async function fillSubmodule({ git, directory, path, sha }) {
  const source = join5(git.directory, path);
  const inner = new Git(source, git.options);
  const top = await inner.run(["rev-parse", "--absolute-git-dir", "--show-prefix"], { answers: "any" });
  const [repository = "", prefix = ""] = top.stdout.split("\n");
  if (top.code !== 0 || prefix !== "") return;
  if ((await inner.run(["cat-file", "-e", `${sha}^{commit}`], { answers: "any" })).code !== 0) return;
  const target = join5(directory, path);
  await rm2(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const index = `${target}.dvc-ci-index`;
  const at = { env: { GIT_INDEX_FILE: index } };
  const place = [`--git-dir=${repository}`, `--work-tree=${target}`];
  const outside = new Git(directory, git.options);
  try {
    await outside.run([...WITHOUT_LFS_PROGRAM, ...place, "read-tree", "-u", "--reset", sha], at);
    const listed = splitNul(await outside.text([...place, "ls-tree", "-r", "-z", sha])).map((line) => ({
      mode: line.slice(0, 6),
      sha: line.split(/[ \t]/)[2] ?? "",
      path: line.slice(line.indexOf("	") + 1)
    }));
    await fillPointers({ repository, source, directory: target }, listed);
    for (const entry of listed)
      if (entry.mode === SUBMODULE_MODE)
        await fillSubmodule({ git: inner, directory: target, path: entry.path, sha: entry.sha });
  } finally {
    await rm2(index, { force: true });
  }
}

// src/git/checkout.ts
function checkouts(git, { commitOf }) {
  const filled = /* @__PURE__ */ new Map();
  return {
    async workingFiles() {
      const { stdout } = await git.run([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--deduplicate"
      ]);
      return splitNul(stdout);
    },
    async excludedBy(name, listed) {
      const files = listed.filter((path) => path.split("/").at(-1) === name).map((path) => join6(git.directory, path));
      if (!(await Promise.all(files.map(hasPattern))).includes(true)) return [];
      const { stdout } = await git.run([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--ignored",
        `--exclude-per-directory=${name}`,
        "--deduplicate"
      ]);
      return splitNul(stdout);
    },
    async restoreFiles(paths, revision = "HEAD") {
      if (paths.length === 0) return;
      await git.run(
        [
          "restore",
          `--source=${await commitOf(revision)}`,
          "--worktree",
          "--no-recurse-submodules",
          "--pathspec-from-file=-",
          "--pathspec-file-nul"
        ],
        {
          env: { GIT_LITERAL_PATHSPECS: "1" },
          input: paths.map((path) => `${path}\0`).join("")
        }
      );
    },
    async withWorktree(commit, directory, body) {
      await git.run([
        ...WITHOUT_LFS_PROGRAM,
        "worktree",
        "add",
        "--detach",
        "--quiet",
        directory,
        await commitOf(commit)
      ]);
      try {
        const submodules = /* @__PURE__ */ new Map();
        filled.set(directory, submodules);
        await fillWorktree(git, directory, submodules);
        return await body(directory);
      } finally {
        filled.delete(directory);
        await git.run(["worktree", "remove", "--force", directory], { always: true, answers: "any" });
        if (await hasWorktrees(git)) await git.run(["worktree", "prune"], { always: true, answers: "any" });
      }
    },
    async moveWorktree(directory, commit) {
      await git.run([
        ...WITHOUT_LFS_PROGRAM,
        "-C",
        directory,
        "checkout",
        "--detach",
        "--force",
        "--quiet",
        await commitOf(commit),
        "--"
      ]);
      await fillWorktree(git, directory, filled.get(directory) ?? /* @__PURE__ */ new Map());
    }
  };
}
async function hasWorktrees({ place: { commonDirectory } }) {
  return commonDirectory === void 0 || (await readdir(join6(commonDirectory, "worktrees")).catch(() => [])).length > 0;
}
async function hasPattern(file) {
  const text = await readFile5(file, "utf8").catch(() => void 0);
  return text === void 0 || text.split("\n").some((line) => !/^(#.*)?\r?$/.test(line));
}

// src/git/commit.ts
import { lstat as lstat3, mkdtemp as mkdtemp2, rm as rm3 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join7 } from "node:path";

// src/git/history.ts
var FACTS = "%an%x00%ae%x00%cn%x00%ce%x00%ct%x00%B%x00%(trailers:only,unfold,separator=%x00)";
function factsFrom([an = "", ae = "", cn = "", ce = "", at = "", message = "", ...trailers]) {
  return {
    author: { name: an, email: ae },
    committer: { name: cn, email: ce },
    committedAt: Number(at) * 1e3,
    message,
    trailers
  };
}
var IDENTITY = "([^<>\\s\\0](?:[^<>\\n\\0]*[^<>\\s\\0])?) <([^<>\\s\\0]*)>";
var PLAIN_COMMIT = new RegExp(
  `^tree \\w+\\n(?:parent \\w+\\n)*author ${IDENTITY} \\d{1,10} [+-]\\d{4}\\ncommitter ${IDENTITY} (\\d{1,10}) [+-]\\d{4}\\n(?:(?!encoding )[^\\n]+\\n)*\\n([^\\0]*)$`
);
function plainFacts(commit) {
  const [whole, ...fields] = PLAIN_COMMIT.exec(commit) ?? [];
  const message = fields.at(-1) ?? "";
  if (whole === void 0 || message.includes(":", message.indexOf("\n") + 1 || message.length)) return void 0;
  return factsFrom(fields);
}
function history(git, { commitOf, commitObject, isShallow }) {
  const known = /* @__PURE__ */ new Map();
  const factsOf = async (revision) => {
    const sha = await commitOf(revision);
    return known.get(sha) ?? plainFacts(await commitObject(sha)) ?? factsFrom((await git.once(["log", "--max-count=1", `--format=${FACTS}`, sha, "--"])).split("\0"));
  };
  const parents = async (revision) => {
    const commit = await commitObject(revision);
    return commit.slice(0, commit.indexOf("\n\n")).split("\n").filter((line) => line.startsWith("parent ")).map((line) => line.slice("parent ".length));
  };
  return {
    parents,
    async isAncestor(ancestor, descendant) {
      const [one, other] = [await commitOf(ancestor), await commitOf(descendant)];
      if (one === other || (await parents(other)).includes(one)) return true;
      if ((await parents(one)).includes(other)) return false;
      const { code } = await git.run(["merge-base", "--is-ancestor", one, other], { answers: [0, 1] });
      return code === 0;
    },
    commitMessage: async (revision) => (await factsOf(revision)).message.replace(/\n+$/, ""),
    async lastChange(revision, path) {
      const log = await git.text([
        "log",
        "--max-count=1",
        `--format=%H%x00${FACTS}`,
        await commitOf(revision),
        "--",
        `:(literal)${path}`
      ]);
      const [sha = ""] = log.split("\0", 1);
      if (sha === "") return void 0;
      known.set(sha, factsFrom(log.slice(sha.length + 1).split("\0")));
      return sha;
    },
    async trailers(revision) {
      const found = /* @__PURE__ */ new Map();
      for (const line of (await factsOf(revision)).trailers) {
        const colon = line.indexOf(":");
        if (colon < 0) continue;
        const key = line.slice(0, colon).trim();
        appendTo(found, key, line.slice(colon + 1).trim());
      }
      return found;
    },
    author: async (revision) => (await factsOf(revision)).author,
    async ownName() {
      for (const key of ["user.name", "user.email"]) {
        const { stdout } = await git.run(["config", "--get", key], { answers: [0, 1] });
        if (stdout.trim() !== "") return stdout.trim();
      }
      return void 0;
    },
    committer: async (revision) => (await factsOf(revision)).committer,
    notes: async (revision) => notesOf((await factsOf(revision)).message),
    committedAt: async (revision) => (await factsOf(revision)).committedAt,
    async broughtBy(commit, tip) {
      const [added, last] = [await commitOf(commit), await commitOf(tip)];
      const list = async (...options) => (await git.text(["rev-list", ...options, last, `^${added}`, "--"])).split("\n");
      const descendants = new Set(await list("--ancestry-path"));
      const oldest = (await list("--first-parent")).findLast((sha) => sha !== "" && descendants.has(sha));
      if (oldest === void 0) return added;
      const [first] = await parents(oldest);
      return first === added ? added : oldest;
    },
    async findCommit({ from, excluding, accept, maxCount, merged = false, descending = false }) {
      const range = [await commitOf(from), ...excluding === void 0 ? [] : [`^${await commitOf(excluding)}`]];
      const call = [
        "log",
        "-z",
        ...merged ? [] : ["--first-parent"],
        ...descending ? ["--ancestry-path"] : [],
        `--max-count=${maxCount}`,
        "--format=%H%n%B",
        ...range,
        "--"
      ];
      const log = await (await isShallow() ? git.text(call) : git.once(call));
      const found = splitNul(log).find((entry) => accept(notesOf(entry.slice(entry.indexOf("\n") + 1))));
      return found?.slice(0, found.indexOf("\n"));
    }
  };
}
function notesOf(message) {
  const notes = /* @__PURE__ */ new Map();
  for (const paragraph of message.replaceAll("\r\n", "\n").split(/\n[ \t]*\n/).slice(1)) {
    const lines = paragraph.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const pairs = lines.map((line) => /^([A-Za-z0-9][A-Za-z0-9-]*): +(.+)$/.exec(line));
    if (pairs.every((pair) => pair !== null)) for (const [, key = "", value = ""] of pairs) notes.set(key, value);
  }
  return notes;
}
function checkTrailerKey(key) {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(key))
    throw new RangeError(`'${key}' is not a trailer key: use letters, digits and hyphens.`);
}

// src/git/commit.ts
function commits(git, { head, commitOf, made, readFiles }, { isAncestor, author, committer }) {
  const differences = async (from, to) => {
    const fields = splitNul(
      await git.text(["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", from, to, "--"], {
        always: true
      })
    );
    let info = "";
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [, mode = "", , object = ""] = (fields[at] ?? "").split(" ");
      info += `${mode} ${object}	${fields[at + 1] ?? ""}\0`;
    }
    return info;
  };
  const setEntries = async (info) => {
    await git.run(["update-index", "-z", "--index-info"], { input: info, always: true });
    await git.run(["update-index", "-q", "--refresh"], { always: true, answers: [0, 1] });
  };
  const alignIndex = async (from, to) => setEntries(await differences(from, to));
  const commitTree = async (tree, parents, message, people2) => {
    const sha = (await git.text(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"], {
      // A person may have written a secret into the reason of a request.
      input: git.masked(message),
      env: people2
    })).trim();
    made(sha);
    return sha;
  };
  return {
    alignIndex,
    async commitPaths({ paths, message, trailers = {}, identity, parent: revision = "HEAD", empty = false }) {
      paths.forEach(checkPath);
      const text = withTrailers(message, trailers);
      const parent = await commitOf(revision);
      const present = [];
      for (const path of paths) if (await exists2(join7(git.directory, path))) present.push(path);
      const matching = ignoredPatterns(git, present);
      matching.catch(() => void 0);
      return withIndex(git, parent, async (env) => {
        const [ignored] = await untracked(git, await matching, env);
        if (ignored !== void 0) {
          throw new ProjectError("path-ignored", `'${ignored}' cannot be committed: Git ignores it.`, {
            key: ".gitignore",
            value: ignored,
            path: ignored,
            remedy: `Remove the pattern that \`git check-ignore -v ${shellWord(ignored)}\` shows, or let DVC cache this output.`
          });
        }
        await addPaths(git, paths, present, env);
        const tree = await git.text(["write-tree"], { env });
        const committed = commitTree(tree, [parent], text, people(identity, identity));
        committed.catch(() => void 0);
        const changed = splitNul(
          await git.text(["diff-tree", "-r", "-z", "--name-only", "--no-renames", parent, tree, "--"])
        );
        changed.forEach(checkPath);
        if (changed.length > 0) await refuseLargeFiles(git, changed);
        const sha = await committed;
        await rejectSecrets(git, readFiles, { sha, parent, changed });
        return changed.length === 0 && !empty ? void 0 : { sha, tree, changed };
      });
    },
    async replay(commit, base, tip) {
      const info = await differences(base, commit);
      const [message, authorDate] = [
        await git.text(["log", "-1", "--format=%B", commit, "--"]),
        await git.text(["log", "-1", "--format=%ad", "--date=raw", commit, "--"])
      ];
      const tree = await withIndex(git, tip, async (env) => {
        await git.run(["update-index", "-z", "--index-info"], { input: info, env });
        return git.text(["write-tree"], { env });
      });
      return commitTree(tree, [tip], message, {
        ...people(await author(commit), await committer(commit)),
        GIT_AUTHOR_DATE: authorDate
      });
    },
    async join({ commit, parents, identity }) {
      const message = await git.text(["log", "-1", "--format=%B", await commitOf(commit), "--"]);
      return commitTree(`${commit}^{tree}`, parents, message, people(identity, identity));
    },
    async moveHead(commit) {
      const [from, to] = await Promise.all([head(), commitOf(commit)]);
      if (from === to) return;
      const [isBehind, info] = await Promise.all([isAncestor(from, to), differences(from, to)]);
      if (!isBehind) {
        throw new ProjectError(
          "head-moved",
          `HEAD cannot move to ${to}: that commit does not contain the current HEAD ${from}.`,
          { key: "HEAD", value: from, remedy: `Merge ${to} by hand.` }
        );
      }
      await setEntries(info);
      await git.run(["update-ref", "-m", "dvc-ci: move HEAD", "HEAD", to, from], { always: true });
    }
  };
}
async function withIndex(git, base, body) {
  const folder = await mkdtemp2(join7(tmpdir(), "dvc-ci-index-"));
  const env = { GIT_INDEX_FILE: join7(folder, "index") };
  try {
    await git.run(["read-tree", base ?? "--empty"], { env });
    return await body(env);
  } finally {
    await rm3(folder, { recursive: true, force: true });
  }
}
async function addPaths(git, paths, present, env) {
  const tracked = present.length === paths.length ? [] : await trackedFiles(git, paths, env);
  const known = paths.filter((path) => present.includes(path) || tracked.some((file) => contains(path, file)));
  if (known.length === 0) return;
  const { code, stderr } = await git.run(["add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"], {
    env: { ...env, GIT_LITERAL_PATHSPECS: "1" },
    input: known.map((path) => `${path}\0`).join(""),
    answers: "any"
  });
  if (code !== 0) {
    throw new ProjectError(
      "git-add-failed",
      `Git cannot add ${known.map((path) => `'${path}'`).join(", ")} to a commit: ${git.quote(stderr)}`,
      {
        key: "paths",
        value: known.join(" "),
        remedy: "Run `git add` on these paths to see the same error."
      }
    );
  }
}
async function refuseLargeFiles(git, paths) {
  const fields = splitNul(
    await git.text(["check-attr", "-z", "--stdin", "filter"], { input: paths.map((path2) => `${path2}\0`).join("") })
  );
  const [path] = paths.filter((_, at) => fields[at * 3 + 2] === "lfs");
  if (path === void 0) return;
  throw new ProjectError(
    "lfs-path",
    `'${path}' cannot be committed: .gitattributes puts it in Git LFS, and dvc-ci does not upload to Git LFS.`,
    {
      key: ".gitattributes",
      value: path,
      path,
      remedy: "Exclude it from the pattern there, or let DVC cache it (remove `cache: false`)."
    }
  );
}
async function rejectSecrets({ options: { host } }, readFiles, { sha, parent, changed }) {
  if (host === void 0 || changed.length === 0) return;
  const has = (content) => {
    const text = content?.toString("utf8") ?? "";
    return host.redact(text) !== text;
  };
  const found = [...await readFiles(sha, changed)].filter(([, content]) => has(content)).map(([path2]) => path2);
  if (found.length === 0) return;
  const before = await readFiles(parent, found);
  const path = found.find((each) => !has(before.get(each)));
  if (path === void 0) return;
  throw new ProjectError("secret-in-commit", `${path} has a value that the log masks, so it is not committed.`, {
    key: "outs",
    value: path,
    path,
    remedy: "Change the stage so that it writes no credential, or let DVC keep the file out of Git and reports."
  });
}
function checkPath(path) {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git") || /[\0\uFFFD]/.test(path)) {
    throw new SetupError(
      "path-outside-repository",
      `'${path}' cannot be committed: it is not a path inside the repository.`,
      {
        key: "path",
        value: path,
        remedy: "Use a path relative to the root of the repository, with `/`, in UTF-8."
      }
    );
  }
}
function withTrailers(message, trailers) {
  const lines = Object.entries(trailers).map(([key, value]) => {
    checkTrailerKey(key);
    if (/[\0\r\n]/.test(value)) throw new RangeError(`the value of the trailer ${key} has several lines.`);
    return `${key}: ${value}
`;
  });
  return `${message.trimEnd()}
${lines.length > 0 ? "\n" : ""}${lines.join("")}`;
}
function people(author, committer) {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email
  };
}
async function exists2(file) {
  return lstat3(file).then(
    () => true,
    () => false
  );
}

// src/git/conflict.ts
var STAGES = { 1: "base", 2: "ours", 3: "theirs" };
var REGULAR_FILE = /^100/;
function conflicts(git) {
  return {
    async unmerged(isWanted) {
      const files = /* @__PURE__ */ new Map();
      for (const line of splitNul((await git.run(["ls-files", "-z", "--unmerged"])).stdout)) {
        const [, mode = "", sha = "", stage, path = ""] = /^(\d+) ([0-9a-f]+) ([123])\t([^]*)$/.exec(line) ?? [];
        if (stage === void 0 || !isWanted(path)) continue;
        const file = files.get(path) ?? { path };
        files.set(path, file);
        if (REGULAR_FILE.test(mode))
          file[STAGES[Number(stage)]] = (await git.run(["cat-file", "blob", sha])).stdout;
      }
      return [...files.values()];
    },
    async markResolved(path) {
      await git.run(["add", "--", path], { env: { GIT_LITERAL_PATHSPECS: "1" } });
    },
    async attribute(name, path) {
      const [, , value] = splitNul((await git.run(["check-attr", "-z", name, "--", path])).stdout);
      return value === void 0 || value === "unspecified" || value === "unset" ? void 0 : value;
    },
    async localConfig(key) {
      const { code, stdout } = await git.run(["config", "--local", "--get", key], { answers: [0, 1] });
      return code === 0 ? stdout.replace(/\n$/, "") : void 0;
    },
    async setLocalConfig(key, value) {
      await git.run(["config", "--local", key, value]);
    }
  };
}

// src/git/data-history.ts
import { devNull } from "node:os";
var PATHS = ["*.dvc", "*dvc.lock", "*dvc.yaml", "*Dvcfile"];
var RAW = ["--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=all"];
var WHOLE = { env: { GIT_NO_REPLACE_OBJECTS: "1", GIT_GRAFT_FILE: devNull } };
var MARK = "";
function dataHistory(git) {
  const lines = (texts) => ({ ...WHOLE, input: texts.map((text) => `${text}
`).join("") });
  let emptyTree;
  return {
    async ownRefs(remote) {
      const found = await git.text(["for-each-ref", "--format=%(objectname) %(refname)"]);
      return new Map(
        found.split("\n").map((line) => [line.slice(line.indexOf(" ") + 1), line.slice(0, line.indexOf(" "))]).filter(([name, sha]) => sha !== "" && (remote === void 0 || !name.startsWith(`refs/remotes/${remote}/`)))
      );
    },
    async peeled(hashes) {
      const wanted = [...new Set(hashes)];
      if (wanted.length === 0) return /* @__PURE__ */ new Map();
      const { stdout } = await git.run(
        ["cat-file", "--batch-check=%(objectname) %(objecttype)"],
        lines(wanted.map((hash) => `${hash}^{}`))
      );
      const answers = stdout.split("\n");
      return new Map(
        wanted.flatMap((hash, index) => {
          const [sha = "", type = ""] = (answers[index] ?? "").split(" ");
          if (type === "blob") return [[hash, void 0]];
          return type === "commit" || type === "tree" ? [[hash, { sha, isTree: type === "tree" }]] : [];
        })
      );
    },
    async wholeHistory(tips) {
      if (tips.length === 0) return [];
      const { stdout } = await git.run(["log", "-z", "--stdin", "--format=%H%n%T%n%ct%n%B"], lines(tips));
      return splitNul(stdout).map((entry) => {
        const [sha = "", tree = "", at = ""] = entry.split("\n", 3);
        return { sha, tree, at: Number(at), notes: notesOf(entry.slice(sha.length + tree.length + at.length + 3)) };
      });
    },
    async dataFiles(trees) {
      const found = /* @__PURE__ */ new Map();
      if (trees.length === 0) return found;
      emptyTree ??= git.text(["hash-object", "-t", "tree", "--stdin"], { input: "" });
      const empty = await emptyTree;
      const { stdout } = await git.run(
        ["diff-tree", "--stdin", "-r", ...RAW, "--", ...PATHS],
        lines([...new Set(trees)].map((tree) => `${empty} ${tree}`))
      );
      let files = [];
      const fields = splitNul(stdout);
      for (let at = 0; at < fields.length; at += 2) {
        const headers = (fields[at] ?? "").split("\n");
        const entry = headers.pop() ?? "";
        for (const header of headers) {
          files = [];
          found.set(header.slice(header.indexOf(" ") + 1), files);
        }
        const file = fileOf(entry, fields[at + 1]);
        if (file !== void 0) files.push(file);
      }
      return found;
    },
    async writtenData(tips) {
      if (tips.length === 0) return [];
      const every = ["--full-history", "--root", "--diff-merges=separate", "--diff-filter=AMT"];
      const { stdout } = await git.run(
        ["log", "--stdin", ...every, `--format=${MARK}%H`, ...RAW, "--", ...PATHS],
        lines(tips)
      );
      const found = [];
      let commit = "";
      const fields = splitNul(stdout);
      for (let at = 0; at < fields.length; at++) {
        const field = (fields[at] ?? "").replace(/^\n/, "");
        if (field.startsWith(MARK)) commit = field.slice(1);
        else {
          at += 1;
          const file = fileOf(field, fields[at]);
          if (file !== void 0) found.push({ ...file, commit });
        }
      }
      return found;
    },
    blobs: (names) => readBatch(git, names, WHOLE),
    async commonAncestors(one, other) {
      const { stdout } = await git.run(["merge-base", "--all", one, other], { ...WHOLE, answers: [0, 1] });
      return stdout.split("\n").filter((sha) => sha !== "");
    },
    async mirror(address, folder) {
      const { code, stderr } = await git.run(["clone", "--mirror", "--quiet", "--", address, folder], {
        network: true,
        answers: "any"
      });
      if (code !== 0)
        throw new OutsideError(
          saysNoAccess(stderr) ? "git-access-denied" : "git-server-unreachable",
          `Git cannot clone ${git.redact(address)}: ${git.quote(stderr)}`,
          {
            key: "projects",
            value: git.redact(address),
            remedy: "Check the address, and that the credentials of Git may read the repository."
          }
        );
      const other = new Git(folder, git.options);
      if (await other.text(["rev-parse", "--is-shallow-repository"]) === "true")
        throw new SetupError(
          "gc-clone-shallow",
          `gc: ${git.redact(address)} is shallow, so it lacks commits that need data.`,
          {
            key: "projects",
            value: git.redact(address),
            remedy: "Write the address of the repository on its server, or run `git fetch --unshallow` in that clone."
          }
        );
      return dataHistory(other);
    }
  };
}
function fileOf(entry, path) {
  const [, mode = "", , blob = ""] = entry.split(" ");
  return entry.startsWith(":") && mode.startsWith("100") && path !== void 0 ? { path, blob } : void 0;
}

// src/git/inventory.ts
var LOCAL_ONLY = { GIT_NO_LAZY_FETCH: "1" };
function inventory(git) {
  return {
    async trackedFiles(folders) {
      const found = /* @__PURE__ */ new Map();
      for (const { path, mode, sha } of await stagedEntries(git))
        if (mode !== SUBMODULE_MODE && folders.some((folder) => folder === "" || contains(folder, path)))
          found.set(path, { mode, sha });
      const input = [...new Set([...found.values()].map(({ sha }) => `${sha}
`))].join("");
      const { stdout } = await git.run(["cat-file", "--batch-check=%(objectname) %(objectsize)"], {
        input,
        env: LOCAL_ONLY
      });
      const sizes = new Map(stdout.split("\n").map((line) => line.split(" ")));
      return [...found].map(([path, { mode, sha }]) => ({ path, mode, size: Number(sizes.get(sha)) || 0 }));
    },
    entries: () => stagedEntries(git),
    async entriesOf(revision) {
      const { stdout } = await git.run(["ls-tree", "-r", "-z", "--end-of-options", `${revision}^{commit}`]);
      return splitNul(stdout).map((line) => ({ mode: line.slice(0, 6), path: line.slice(line.indexOf("	") + 1) }));
    },
    async untrackedFiles(folders) {
      const below = folders.includes("") ? [] : folders.map((folder) => `:(literal)${folder}`);
      return splitNul((await git.run(["ls-files", "-z", "--others", "--exclude-standard", "--", ...below])).stdout);
    },
    async otherFiles(paths, collapse) {
      const { stdout } = await git.run([
        "ls-files",
        "-z",
        "--others",
        ...collapse ? ["--directory", "--no-empty-directory"] : [],
        "--",
        ...paths.map((path) => `:(top,literal)${path}`)
      ]);
      return splitNul(stdout);
    },
    async ignoredFiles(folder, names) {
      const inFolder = names.map(
        (name) => `:(glob)${folder === "" ? "" : `${folder.replace(/[\\*?[\]]/g, "\\$&")}/`}**/${name}`
      );
      const list = await git.run([
        "ls-files",
        "-z",
        "-t",
        "--others",
        "--cached",
        "--ignored",
        "--exclude-standard",
        "--",
        ...inFolder
      ]);
      const listed = splitNul(list.stdout);
      const paths = listed.map((line) => line.slice(2));
      if (paths.length === 0) return [];
      const { stdout } = await git.run(["check-ignore", "--no-index", "--verbose", "-z", "--stdin"], {
        input: paths.map((path) => `./${path}\0`).join(""),
        answers: [0, 1]
      });
      const fields = splitNul(stdout);
      const tracked = new Set(listed.filter((line) => !line.startsWith("?")).map((line) => line.slice(2)));
      return Array.from({ length: Math.floor(fields.length / 4) }, (_, index) => {
        const [source = "", line = "", pattern = "", path = ""] = fields.slice(index * 4, index * 4 + 4);
        const name = path.replace(/^\.\//, "");
        return { path: name, tracked: tracked.has(name), source, line: Number(line), pattern };
      });
    },
    async messages(from, to) {
      const { stdout } = await git.run(["log", "-z", "--format=%H%n%B", `${from}..${to}`, "--"]);
      return splitNul(stdout).map((record) => ({
        sha: record.slice(0, record.indexOf("\n")),
        message: record.slice(record.indexOf("\n") + 1)
      }));
    }
  };
}

// src/git/kept-text.ts
import { createHash } from "node:crypto";
function keptTexts(git, opened, { tryFetch, remoteName }, { pushObject }) {
  const read = async (blob) => {
    const { code, stdout } = await git.run(["cat-file", "blob", blob], {
      answers: "any",
      env: { GIT_NO_LAZY_FETCH: "1" }
    });
    return code === 0 ? stdout : void 0;
  };
  const own = /* @__PURE__ */ new Map();
  return {
    storeText(text, form) {
      const content = form === "exact" ? text : git.masked(text);
      const bytes = Buffer.from(content, "utf8");
      const blob = createHash(opened.length === 40 ? "sha1" : "sha256").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
      own.set(blob, content);
      return blob;
    },
    async keepText(remote, folder, blob, name) {
      const text = own.get(blob);
      if (text !== void 0) await git.run(["hash-object", "-w", "--stdin"], { input: text });
      return name === void 0 ? pushObject(remote, blob, `refs/${folder}/${blob}`) : pushObject(remote, `+${blob}`, `refs/${folder}/${name}`);
    },
    async keptText(folder, blob) {
      const here = own.get(blob) ?? await read(blob);
      const remote = here === void 0 ? await remoteName() : void 0;
      if (remote === void 0) return here;
      return await tryFetch(remote, [`refs/${folder}/${blob}`]) ? read(blob) : void 0;
    }
  };
}

// src/git/merged-tree.ts
function mergedTrees(git, { ensureCommit, mergeBase }) {
  const treeOf = (revision) => git.text(["rev-parse", "--verify", "--quiet", `${revision}^{tree}`]);
  return {
    async isMergeOf(commit, before, head) {
      const [merged, one, other] = [await ensureCommit(commit), await ensureCommit(before), await ensureCommit(head)];
      const tree = await treeOf(merged);
      if (tree === await treeOf(other)) return true;
      if (await mergeBase(one, other) === void 0) return false;
      const { code, stdout } = await git.run(["merge-tree", "--write-tree", "--no-messages", one, other], {
        answers: "any"
      });
      return code === 0 && stdout.trim() === tree;
    }
  };
}

// src/git/named-text.ts
var REFS_PER_FETCH = 250;
function namedTexts(git, { remoteName, remoteRefs, allRefs, fetchObjects }) {
  const localRefs = async (prefix) => {
    const lines = (await git.text(["for-each-ref", "--format=%(objectname) %(refname)", "--", prefix])).split("\n");
    return new Map(
      lines.flatMap((line) => {
        const [blob, ref] = line.split(" ");
        return blob && ref ? [[ref, blob]] : [];
      })
    );
  };
  return {
    async namedBlobs(folder, name) {
      const prefix = `refs/${folder}/`;
      const remote = await remoteName();
      const ref = `${prefix}${name ?? ""}`;
      const refs = remote === void 0 ? await localRefs(ref) : name === void 0 ? await allRefs(remote) : await remoteRefs(remote, [ref]);
      const found = [...refs].filter(([each]) => name === void 0 ? each.startsWith(prefix) : each === ref);
      if (remote !== void 0)
        for (let at = 0; at < found.length; at += REFS_PER_FETCH)
          await fetchObjects(
            remote,
            found.slice(at, at + REFS_PER_FETCH).map(([each]) => each)
          );
      return new Map(found.map(([each, blob]) => [each.slice(prefix.length), blob]));
    },
    async blobText(blob, most) {
      const env = { GIT_NO_LAZY_FETCH: "1" };
      const size = await git.run(["cat-file", "-s", blob], { answers: "any", env });
      if (size.code !== 0 || Number(size.stdout) > most) return void 0;
      const { code, stdout } = await git.run(["cat-file", "blob", blob], { answers: "any", env });
      return code === 0 ? stdout : void 0;
    }
  };
}

// src/git/past.ts
var SECONDS = 3;
var CHUNK_BYTES = 64 * 1024 * 1024;
var REVERTS = /^This reverts commit ([0-9a-f]{40,64})\b/m;
var NO_SERVER = { GIT_NO_LAZY_FETCH: "1" };
function past(git, { commitOf }) {
  return {
    async pastCommits({ from, tags: tags2 = false, accept, most, maxCount, seconds = SECONDS, complete }) {
      const { code, stdout } = await git.run(
        [
          "log",
          "-z",
          `--max-count=${maxCount}`,
          ...complete ? ["--date-order"] : [],
          "--decorate=full",
          "--decorate-refs=refs/tags/*",
          "--format=%H%n%ct%n%D%n%B",
          await commitOf(from),
          ...tags2 ? ["--tags"] : [],
          "--"
        ],
        { seconds, answers: complete ? [0] : [0, 128] }
      );
      if (code !== 0) return [];
      const found = [];
      const reverts = /* @__PURE__ */ new Map();
      for (const entry of splitNul(stdout)) {
        if (found.length === most) break;
        const [sha = "", time = "", refs = ""] = entry.split("\n", 3);
        const message = entry.slice(sha.length + time.length + refs.length + 3);
        const revertedBy = reverts.get(sha);
        const [, reverted] = REVERTS.exec(message) ?? [];
        if (reverted !== void 0 && revertedBy === void 0) reverts.set(reverted, sha);
        const notes = notesOf(message);
        if (!accept(notes)) continue;
        const revert = revertedBy === void 0 ? {} : { revertedBy };
        found.push({ sha, at: isoTime(Number(time)), tags: tagsIn(refs), notes, ...revert });
      }
      return found;
    },
    async pastFiles(commits2, paths) {
      const names = commits2.flatMap((sha) => paths.map((path) => `${sha}:${path}`)).filter(isBatchName);
      return readBatch(git, names, { seconds: SECONDS, env: NO_SERVER });
    },
    async pastContents(names, { maxBytes, seconds }) {
      const asked = names.filter(isBatchName);
      if (asked.length === 0) return { objects: /* @__PURE__ */ new Map(), contents: /* @__PURE__ */ new Map() };
      const { stdout } = await git.run(["cat-file", "--batch-check"], {
        seconds,
        env: NO_SERVER,
        input: asked.map((name) => `${name}
`).join("")
      });
      const objects = /* @__PURE__ */ new Map();
      const sizes = /* @__PURE__ */ new Map();
      for (const [index, line] of stdout.split("\n").entries()) {
        const [name, [, object, size] = []] = [asked[index], /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? []];
        if (name === void 0 || object === void 0 || Number(size) > maxBytes) continue;
        objects.set(name, object);
        sizes.set(object, Number(size));
      }
      const contents = /* @__PURE__ */ new Map();
      let chunk = [];
      let bytes = 0;
      const read = async () => {
        for (const [object, content] of await readBatch(git, chunk, { seconds, env: NO_SERVER }))
          contents.set(object, content);
        chunk = [];
        bytes = 0;
      };
      for (const [object, size] of sizes) {
        if (bytes + size > CHUNK_BYTES) await read();
        chunk.push(object);
        bytes += size;
      }
      await read();
      return { objects, contents };
    }
  };
}
function isBatchName(name) {
  return !name.includes("\n");
}
function isoTime(seconds) {
  const date = new Date(seconds * 1e3);
  return `${(Number.isNaN(date.getTime()) ? /* @__PURE__ */ new Date(0) : date).toISOString().slice(0, 19)}Z`;
}
function tagsIn(refs) {
  return refs.split(", ").flatMap((ref) => /^tag: refs\/tags\/(.+)$/.exec(ref)?.[1] ?? []);
}

// src/git/detached-checkout.ts
var DetachedCheckout = class _DetachedCheckout {
  constructor(git, commits2, start, ref, content) {
    this.git = git;
    this.commits = commits2;
    this.start = start;
    this.ref = ref;
    this.content = content;
  }
  git;
  commits;
  start;
  ref;
  content;
  #at;
  /** Records the state of a checkout at `head`. @param content the commit with the content of the working files */
  static async from(git, commits2, head, content) {
    return new _DetachedCheckout(git, commits2, head, await branchRef(git), content);
  }
  /** Checks out a commit. @throws {OutsideError} a local file would be overwritten; the checkout did not move */
  async go(commit) {
    if (this.#at === void 0) {
      await this.commits.alignIndex(this.start, this.content);
      this.#at = this.content;
      await this.#detach(this.content, this.start);
    }
    await this.#checkOut(commit);
  }
  /** Restores the first state of HEAD, index and working files. Never throws: a failure is a warning. */
  async goBack() {
    if (this.#at === void 0) return;
    try {
      await this.#checkOut(this.content);
      await this.commits.alignIndex(this.content, this.start);
      if (this.ref === void 0) await this.#detach(this.start, this.content);
      else await this.#attach(this.ref);
      this.#at = void 0;
    } catch (error) {
      this.git.options.host?.warning(`the checkout could not be restored to ${this.start}: ${messageOf(error)}`);
    }
  }
  /**
   * Moves the branch that was checked out to a commit that the server accepted. Never throws: a failure is a warning.
   */
  async stayAt(commit) {
    try {
      if (this.#at === void 0) await this.commits.moveHead(commit);
      else if (this.ref !== void 0) {
        await this.git.run(["update-ref", "-m", "dvc-ci: publish", this.ref, commit, this.start], { always: true });
        await this.#attach(this.ref);
      }
      this.#at = void 0;
    } catch (error) {
      this.git.options.host?.warning(
        `${commit} is published, but this checkout could not be moved to it: ${messageOf(error)}`
      );
    }
  }
  async #checkOut(commit) {
    const { code, stderr } = await this.git.run(
      ["checkout", "--quiet", "--detach", "--no-overwrite-ignore", commit, "--"],
      { always: true, answers: "any" }
    );
    if (code !== 0) {
      throw new OutsideError(
        "git-checkout-failed",
        `the working tree cannot check out ${commit}: ${this.git.quote(stderr)}`,
        {
          key: "working tree",
          value: this.git.directory,
          remedy: "Move or commit the named file, then run this again."
        }
      );
    }
    this.#at = commit;
  }
  #detach(commit, from) {
    return this.git.run(["update-ref", "--no-deref", "-m", "dvc-ci: publish", "HEAD", commit, from], { always: true });
  }
  #attach(ref) {
    return this.git.run(["symbolic-ref", "-m", "dvc-ci: publish", "HEAD", ref], { always: true });
  }
};

// src/git/publish.ts
var DEFAULT_ATTEMPTS = 5;
function publishing(git, reads2, { isAncestor }, server2, { ensureCommit, fetchTip }, commits2, pushes2) {
  const landedIn = async ({ sent }, tip, sends) => {
    for (const { commit, parent } of sent) {
      if (commit === tip || await isAncestor(commit, tip)) return commit;
      const made = sends ? await madeOf(commit, parent, tip) : void 0;
      if (made !== void 0) return made;
    }
    return void 0;
  };
  const madeOf = async (commit, parent, tip) => {
    const log = await git.text(["log", "--first-parent", "--reverse", "--format=%H %T %P", `${parent}..${tip}`, "--"]);
    const [sha, tree, ...parents] = (log.split("\n")[0] ?? "").split(" ");
    return parents.includes(parent) && tree === await reads2.treeOf(commit) ? sha : void 0;
  };
  const judge = async ({ base, paths, branch }, tip, { unpushed }) => {
    if (!await isAncestor(base, tip)) {
      const reason = unpushed ? `'${branch}' has moved to ${tip}, which lacks local commits of this build: run \`git pull\` first` : `'${branch}' was rewritten: its tip ${tip} no longer contains ${base}, the commit of this build`;
      return { reason, changed: [] };
    }
    const changed = (await reads2.changedFiles(base, tip)).map(({ path }) => path);
    const taken = changed.find((theirs) => paths.some((ours) => contains(ours, theirs) || contains(theirs, ours)));
    return taken === void 0 ? { changed } : { reason: `'${branch}' has moved to ${tip}, which changes ${taken}, an output of this build`, changed };
  };
  const isBehind = async ({ base, branch }, tip, { remote, unpushed }) => (
    // A tip older than the last fetched one means a force push; its removed commits must not come back.
    unpushed && await isAncestor(tip, base) && await isAncestor(`refs/remotes/${remote}/${branch}`, tip)
  );
  const giveUp = ({ remote, failure, failures }, { branch, send, refusal = (words) => refusedPush(branch, words) }) => {
    if (failure?.kind === "refused" && (failure.lasting || failures >= SERVER_ATTEMPTS)) throw refusal(failure.words);
    if (failure?.kind === "failed" && failures >= SERVER_ATTEMPTS) {
      throw new OutsideError(
        "git-push-failed",
        `the ${send === void 0 ? "push" : "commit"} to '${branch}' of remote '${remote}' failed ${failures} times: ${failure.words}`,
        {
          key: "remote",
          value: remote,
          remedy: "The server has no part of this build. Check the connection and the permission to push, then run this again."
        }
      );
    }
  };
  const run = async (request, state, detached) => {
    const { branch, base, commit, attempts = DEFAULT_ATTEMPTS } = request;
    const { remote } = state;
    let first = request.tip;
    for (; ; ) {
      const tip = await (first ?? fetchTip(branch));
      first = void 0;
      state.existed ||= tip !== void 0;
      if (tip === void 0 && state.existed)
        return { kind: "superseded", reason: `'${branch}' was deleted on remote '${remote}'` };
      const landed = tip === void 0 ? void 0 : await landedIn(state, tip, request.send !== void 0);
      if (landed !== void 0) return { kind: "pushed", sha: landed, attempts: state.sent.length };
      if (tip !== void 0 && await isBehind(request, tip, state)) state.parent = tip;
      if (tip !== void 0 && tip !== state.parent) {
        const { reason, changed } = await judge(request, tip, state);
        if (reason !== void 0) return { kind: "superseded", tip, reason };
        if (++state.moves > attempts) {
          throw new OutsideError(
            "push-contended",
            `'${branch}' moved ${state.moves} times during the push of this build.`,
            {
              key: "attempts",
              value: String(attempts),
              remedy: "Run this again when the branch changes less often."
            }
          );
        }
        Object.assign(state, { ours: await commits2.replay(commit, base, tip), parent: tip, failures: 0 });
        delete state.failure;
        await request.onMove?.();
        await detached.go(state.ours);
        const verdict = await request.revalidate({ tip, changed });
        if (!verdict.fresh) return { kind: "superseded", tip, reason: verdict.reason };
        continue;
      }
      giveUp(state, request);
      if (state.failures > 0) await git.pause(state.failures);
      const change = { commit: state.ours, parent: state.parent };
      state.sent.push(change);
      request.onAttempt?.(state.sent.length);
      const answer = request.send === void 0 ? await pushes2.push(remote, state.ours, branch) : await request.send(change);
      if (answer.kind === "pushed")
        return {
          kind: "pushed",
          sha: answer.sha === void 0 ? state.ours : await ensureCommit(answer.sha),
          attempts: state.sent.length
        };
      git.options.host?.debug(`push ${state.sent.length} to '${branch}': ${answer.words}`);
      state.failure = answer;
      state.failures++;
    }
  };
  return {
    async publish(request) {
      const [commit, base, head, remote] = await Promise.all([
        reads2.commitOf(request.commit),
        ensureCommit(request.base),
        reads2.head(),
        server2.remoteName()
      ]);
      if (head !== base && head !== commit) {
        throw new ProjectError("head-moved", `HEAD is at ${head}: it moved during the build of ${base}.`, {
          key: "HEAD",
          value: head,
          remedy: "Run this again at the current HEAD."
        });
      }
      if (remote === void 0)
        throw new SetupError("git-remote-missing", "this checkout has no remote to push to.", {
          key: "remote",
          value: "",
          remedy: "Add one with `git remote add origin URL`."
        });
      const [detached, known] = await Promise.all([
        DetachedCheckout.from(git, commits2, head, commit),
        reads2.resolve(`refs/remotes/${remote}/${request.branch}`)
      ]);
      const unpushed = known !== void 0 && !await isAncestor(base, known);
      const state = {
        remote,
        ours: commit,
        parent: base,
        existed: known !== void 0,
        unpushed,
        sent: [],
        failures: 0,
        moves: 0
      };
      let settled = false;
      try {
        const result = await run({ ...request, commit, base }, state, detached);
        if (result.kind === "pushed") {
          await detached.stayAt(result.sha);
          settled = true;
        }
        return result;
      } finally {
        if (!settled) await detached.goBack();
      }
    }
  };
}
function refusedPush(branch, words) {
  return new ProjectError("push-rejected", `the server rejects the push to '${branch}': ${words}`, {
    key: "commit",
    value: "push",
    remedy: "A retry cannot help. If a branch protection, a ruleset or a merge queue rejects the push, allow its identity to bypass the rule, or use a token with that permission. Other settings push differently: `commit: pull-request` opens a pull request, `commit: tag` pushes only a tag, `commit: api` makes a signed commit, and `commit: none` makes no commit."
  });
}

// src/git/push.ts
var LASTING = [/\bGH0\d\d\b/, /hook declined/, /rule violations/, /merge queue/, /branch is currently checked out/];
var PUSH = [
  "push",
  "--porcelain",
  "--no-verify",
  "--no-follow-tags",
  "--no-signed",
  "--recurse-submodules=no"
];
function pushes(git, { head }, { remoteName, remoteRefs }) {
  const send = async (remote, refspecs, options = []) => {
    const { code, stdout, stderr } = await git.run([...PUSH, ...options, "--", remote, ...refspecs], {
      network: true,
      answers: "any"
    });
    if (code === 0) return { kind: "pushed" };
    const [, , summary = ""] = refLine(stdout) ?? [];
    const words = git.quote([...serverLines(stderr), summary].join("\n"));
    if (summary.startsWith("[remote rejected]")) {
      return { kind: "refused", lasting: LASTING.some((pattern) => pattern.test(words)), words };
    }
    return { kind: "failed", words: summary === "" ? git.quote(stderr) : words };
  };
  return {
    async canPush(branch) {
      const remote = await remoteName();
      if (remote === void 0) return { ok: false, outside: false, reason: "this checkout has no remote to push to." };
      if (!isRefName(`refs/heads/${branch}`))
        return { ok: false, outside: false, reason: `'${branch}' is not a valid branch name.` };
      const answer = await git.run([...PUSH, "--dry-run", "--", remote, `${await head()}:refs/heads/${branch}`], {
        network: true,
        answers: "any"
      });
      if (answer.code === 0 || refLine(answer.stdout) !== void 0) return { ok: true };
      const reason = `the server of remote '${remote}' rejects a push to '${branch}': ${git.quote(answer.stderr)}`;
      if (saysNoAccess(answer.stderr)) return { ok: false, outside: false, reason };
      try {
        await remoteRefs(remote, [`refs/heads/${branch}`]);
        return { ok: false, outside: false, reason };
      } catch (error) {
        if (error instanceof OutsideError) return { ok: false, outside: true, reason: error.message };
        throw error;
      }
    },
    wait: (attempt) => git.pause(attempt),
    push: (remote, commit, branch) => send(remote, [`${commit}:refs/heads/${branch}`]),
    pushObject: (remote, object, ref) => send(remote, [`${object}:${ref}`]),
    pushTags: (remote, tags2) => send(
      remote,
      tags2.map(({ name, object }) => `${object}:refs/tags/${name}`),
      tags2.length > 1 ? ["--atomic"] : []
    )
  };
}
function refLine(stdout) {
  return stdout.split("\n").map((line) => line.split("	")).find((fields) => fields.length >= 3);
}
function serverLines(stderr) {
  return stderr.split(/[\r\n]+/).filter((line) => line.startsWith("remote: ")).map((line) => line.slice("remote: ".length));
}

// src/git/side-branch.ts
var MOST_MOVES = 10;
function sideBranches(git, { made, treeOf }, { remoteName }, { fetchTip }, { push, wait }) {
  const writeTree = (tip, folder, blobs) => withIndex(git, tip, async (env) => {
    const old = await trackedFiles(git, [folder], env);
    const none = "0".repeat([...blobs.values()][0]?.length ?? 0);
    const above = folder.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    const removed = [...above, ...old].map((path) => `0 ${none}	${path}\0`);
    const added = [...blobs].map(([path, blob]) => `100644 ${blob}	${folder}/${path}\0`);
    await git.run(["update-index", "-z", "--index-info"], { env, input: [...removed, ...added].join("") });
    return git.text(["write-tree"], { env });
  });
  return {
    async publishFolder({ branch, folder, files, message, identity }) {
      const remote = await remoteName();
      if (remote === void 0) return { kind: "refused", words: "this checkout has no remote to push to." };
      const blobs = /* @__PURE__ */ new Map();
      for (const [path, text] of files)
        blobs.set(path, await git.text(["hash-object", "-w", "--stdin"], { input: git.masked(text) }));
      let failures = 0;
      for (let attempts = 1; ; attempts++) {
        const tip = await fetchTip(branch);
        const tree = await writeTree(tip, folder, blobs);
        if (tip !== void 0 && tree === await treeOf(tip)) return { kind: "unchanged" };
        const sha = await git.text(["commit-tree", tree, ...tip === void 0 ? [] : ["-p", tip], "-F", "-"], {
          input: message,
          env: people(identity, identity)
        });
        made(sha);
        const answer = await push(remote, sha, branch);
        if (answer.kind === "pushed") return { kind: "pushed", sha, attempts };
        if (answer.kind === "refused" && answer.lasting) return { kind: "refused", words: answer.words };
        const moved = await fetchTip(branch) !== tip;
        failures += moved ? 0 : 1;
        if (failures >= SERVER_ATTEMPTS || attempts > MOST_MOVES + SERVER_ATTEMPTS)
          return { kind: "failed", words: answer.words, attempts };
        await wait(Math.max(1, failures));
      }
    }
  };
}

// src/git/tags.ts
function tags(git, { isShallow }, { listTags, fetchObjects }) {
  const present = async (objects) => {
    const { stdout } = await git.run(["cat-file", "--batch-check=%(objectname) %(objecttype)"], {
      input: objects.map((object) => `${object}
`).join("")
    });
    const lines = stdout.split("\n").map((line) => line.split(" "));
    return new Map(
      lines.flatMap(
        ([object = "", type = ""]) => type === "tag" || type === "commit" ? [[object, type]] : []
      )
    );
  };
  return {
    async remoteTags(remote, prefix) {
      const refs = await listTags(remote, prefix);
      return [...refs].filter(([name]) => !name.endsWith("^{}")).map(([name, object]) => ({
        name: name.slice("refs/tags/".length),
        object,
        commit: refs.get(`${name}^{}`) ?? object
      }));
    },
    async readTags(remote, list) {
      const annotated = list.filter(({ object, commit }) => object !== commit);
      if (annotated.length === 0) return [];
      const here = await present(annotated.flatMap(({ object, commit }) => [object, commit]));
      const lacking = annotated.filter(({ object, commit }) => !here.has(object) || !here.has(commit)).map(({ object }) => object);
      if (lacking.length > 0) await fetchObjects(remote, lacking, await isShallow() ? ["--depth=1"] : []);
      const now = lacking.length > 0 ? await present(annotated.map(({ object }) => object)) : here;
      const read = [];
      for (const tag of annotated.filter(({ object }) => now.get(object) === "tag")) {
        const text = await git.text(["cat-file", "tag", tag.object]);
        const end = text.indexOf("\n\n");
        const made = /^tagger .*> (\d+) [-+]\d{4}$/m.exec(text.slice(0, end))?.[1];
        read.push({ ...tag, notes: notesOf(text.slice(end + 2)), made: Number(made ?? 0) });
      }
      return read;
    },
    async makeTag({ name, commit, message, trailers, identity }) {
      Object.keys(trailers).forEach(checkTrailerKey);
      const lines = Object.entries(trailers).map(([key, value]) => `${key}: ${value}
`);
      const header = `object ${commit}
type commit
tag ${name}
tagger ${identity.name} <${identity.email}> ${Math.floor(Date.now() / 1e3)} +0000
`;
      return git.text(["mktag"], { input: `${header}
${git.masked(`${message.trim()}

${lines.join("")}`)}` });
    }
  };
}

// src/git/repository.ts
async function openRepository(cwd, options = {}) {
  const opened = await openAtOnce(cwd, options);
  const { root, gitDirectory } = opened ?? await findCheckout(cwd, options);
  const git = new Git(root, options, {
    ...opened?.place,
    ownDirectory: gitDirectory,
    indexFile: join8(gitDirectory, "index")
  });
  const read = reads(git);
  if (opened !== void 0) read.made(opened.head);
  const head = opened?.head ?? await read.resolve("HEAD");
  if (head === void 0) {
    throw new SetupError("git-no-commit", `the Git repository ${root} has no commit yet.`, {
      key: "working-directory",
      value: cwd,
      remedy: "Make the first commit with `git commit`."
    });
  }
  const known = history(git, read);
  const remote = server(git, read);
  const base = bases(git, read, known, remote);
  const commit = commits(git, read, known);
  const push = pushes(git, read, remote);
  return {
    root,
    gitDirectory,
    opened: { head, branch: opened === void 0 ? await read.branch() : opened.branch },
    prefix: relative(root, await realpath(cwd)).replaceAll(sep, "/"),
    ...read,
    ...known,
    ...past(git, read),
    ...dataHistory(git),
    ...remote,
    ...base,
    ...baselines(git, read, known, remote, base),
    ...commit,
    ...push,
    ...sideBranches(git, read, remote, base, push),
    ...checkouts(git, read),
    ...tags(git, read, remote),
    ...keptTexts(git, head, remote, push),
    ...namedTexts(git, remote),
    ...conflicts(git),
    ...inventory(git),
    ...completeness(git),
    ...mergedTrees(git, base),
    ...publishing(git, read, known, remote, base, commit, push)
  };
}
async function openAtOnce(cwd, options) {
  const questions = [
    "--show-toplevel",
    "--absolute-git-dir",
    "--git-common-dir",
    "HEAD^{commit}",
    "--symbolic-full-name",
    "HEAD"
  ];
  const { code, stdout } = await new Git(cwd, options).run(["rev-parse", ...questions], { answers: "any" });
  const [root = "", own = "", common = "", head = "", ref = "", ...others] = stdout.replace(/\n$/, "").split("\n");
  if (code !== 0 || others.length > 0 || !/^[0-9a-f]+$/.test(head)) return void 0;
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === void 0 && ref !== "HEAD") return void 0;
  return {
    root: await realpath(root),
    gitDirectory: await realpath(own),
    place: { commonDirectory: await realpath(resolve(await realpath(cwd), common)) },
    head,
    branch
  };
}
async function findCheckout(cwd, options) {
  const git = new Git(cwd, options);
  const { code, stdout, stderr } = await git.run(["rev-parse", "--show-toplevel", "--absolute-git-dir"], {
    answers: "any"
  });
  if (code === 0) {
    const [root = "", own = "", ...others] = stdout.replace(/\n$/, "").split("\n");
    if (others.length === 0) return { root: await realpath(root), gitDirectory: await realpath(own) };
    return {
      root: await realpath(await git.text(["rev-parse", "--show-toplevel"])),
      gitDirectory: await realpath(await git.text(["rev-parse", "--absolute-git-dir"]))
    };
  }
  const detail = { key: "working-directory", value: cwd };
  const allowed = await git.run(["-c", "safe.directory=*", "rev-parse", "--show-toplevel"], { answers: "any" });
  if (allowed.code === 0) {
    const root = allowed.stdout.replace(/\n$/, "");
    throw new SetupError(
      "git-repository-untrusted",
      `Git rejects the repository ${root}: it belongs to another user.`,
      {
        ...detail,
        remedy: `If you trust it, run \`git config --global --add safe.directory ${shellWord(root)}\` first (in a container job, in an earlier step).`
      }
    );
  }
  throw new SetupError(
    "git-repository-missing",
    `${cwd} is not in the working tree of a Git repository: ${git.quote(stderr).replace(/\.?$/, ".")}`,
    {
      ...detail,
      remedy: "Run this inside a clone (in a workflow, after actions/checkout), or set `working-directory`."
    }
  );
}

export {
  SUBMODULE_MODE,
  SERVER_ATTEMPTS,
  openRepository,
  findCheckout
};
