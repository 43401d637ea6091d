import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isTooDeep
} from "./chunk-CBSCIB3E.js";
import {
  array,
  literal,
  object,
  record,
  string,
  unknown
} from "./chunk-33TNGAK7.js";

// src/provenance/digests.ts
import { createHash, createPublicKey } from "node:crypto";
import { constants } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
var UnsignableContentError = class extends Error {
};
var CHUNK = 1 << 20;
var IN_FLIGHT = 4;
var LINK_TEXT = 200;
async function contentDigest(path2, cache) {
  const links = cache === void 0 ? void 0 : await realpath(cache).catch(() => void 0);
  if (!(await lstat(path2)).isDirectory()) return await fileDigest(path2, links);
  const names = await namesBelow(path2);
  const found = /* @__PURE__ */ new Map();
  const queue = names.values();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (const name of queue) found.set(name, await fileDigest(join(path2, name), links));
    })
  );
  const files = byBytes(names).flatMap((name) => {
    const file = found.get(name);
    return file === void 0 ? [] : [{ path: name, sha256: file.sha256 }];
  });
  const bytes = [...found.values()].reduce((sum, file) => sum + file.bytes, 0);
  return { sha256: textDigest(manifestText(files)), bytes, files };
}
function manifestText(files) {
  return byBytes(files, ({ path: path2 }) => path2).map(({ path: path2, sha256: sha2562 }) => {
    const name = path2.replace(/[\\\n\r]/g, (character) => ESCAPES[character] ?? character);
    return `${name === path2 ? "" : "\\"}${sha2562}  ${name}
`;
  }).join("");
}
var ESCAPES = { "\\": "\\\\", "\n": "\\n", "\r": "\\r" };
function textDigest(content) {
  return createHash("sha256").update(content).digest("hex");
}
function byBytes(items, textOf = String) {
  return items.map((item) => ({ item, key: Buffer.from(textOf(item)) })).sort((a, b) => Buffer.compare(a.key, b.key)).map(({ item }) => item);
}
async function namesBelow(folder, below = "") {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? await namesBelow(folder, name) : [name];
    })
  );
  return found.flat();
}
async function fileDigest(path2, cache) {
  const file = await openFile(path2, cache);
  try {
    const info = await file.stat();
    if (!info.isFile()) throw new UnsignableContentError(`${path2} is no file and no folder.`);
    return await hashed(file, Math.min(CHUNK, info.size + 1));
  } finally {
    await file.close();
  }
}
async function openFile(path2, cache) {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  if (!(await lstat(path2)).isSymbolicLink()) return await open(path2, flags);
  const target = await realpath(path2);
  if (cache === void 0 || !target.startsWith(`${cache}${sep}`))
    throw new UnsignableContentError(`${path2} is a link to ${target.slice(0, LINK_TEXT)}, outside of DVC's cache.`);
  return await open(target, flags);
}
async function hashed(file, chunk) {
  const hash = createHash("sha256");
  let bytes = 0;
  let spare = Buffer.allocUnsafe(chunk);
  let reading = file.read(Buffer.allocUnsafe(chunk), 0, chunk, 0);
  for (; ; ) {
    const { bytesRead, buffer } = await reading;
    if (bytesRead === 0) return { sha256: hash.digest("hex"), bytes };
    bytes += bytesRead;
    reading = file.read(spare, 0, chunk, bytes);
    hash.update(buffer.subarray(0, bytesRead));
    spare = buffer;
  }
}
function keyHint(key) {
  return textDigest(createPublicKey(key).export({ type: "spki", format: "pem" }));
}

// src/provenance/statement.ts
var PAYLOAD_TYPE = "application/vnd.in-toto+json";
var PROVENANCE_FOLDER = "dvc-ci/provenance";
var BUILD_TYPE = "https://github.com/dvc-ci/dvc-ci/blob/main/docs/provenance.md#build-type-v1";
var PROVENANCE_TYPE = "https://slsa.dev/provenance/v1";
var MODEL_TYPE = "https://model_signing/signature/v1.0";
var STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
var IGNORED_PATHS = [".gitignore", ".git", ".gitattributes", ".github"];
var LONGEST_STATEMENT = 96 << 20;
var DEEPEST = 64;
function provenanceStatement(build) {
  return {
    _type: STATEMENT_TYPE,
    subject: byBytes([...build.subjects], ([name]) => name).map(([name, sha2562]) => ({ name, digest: { sha256: sha2562 } })),
    predicateType: PROVENANCE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: build.external,
        internalParameters: build.internal,
        resolvedDependencies: build.materials
      },
      runDetails: {
        builder: { id: build.builder, version: { "dvc-ci": build.version } },
        metadata: {
          invocationId: build.invocation,
          startedOn: build.started.toISOString(),
          finishedOn: build.finished.toISOString()
        }
      }
    }
  };
}
function modelStatement(name, { sha256: sha2562, files }) {
  const named = (files ?? [{ path: ".", sha256: sha2562 }]).filter(({ path: path2 }) => !IGNORED_PATHS.includes(partsOf(path2)[0] ?? ""));
  const resources = byBytes(named, ({ path: path2 }) => path2.replaceAll("/", "\0"));
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name, digest: { sha256: digestOver(resources.map((resource) => resource.sha256)) } }],
    predicateType: MODEL_TYPE,
    predicate: {
      serialization: { method: "files", hash_type: "sha256", allow_symlinks: false, ignore_paths: IGNORED_PATHS },
      resources: resources.map(({ path: path2, sha256: digest }) => ({ name: path2, algorithm: "sha256", digest }))
    }
  };
}
var partsOf = (path2) => path2.split("/");
function digestOver(digests) {
  return textDigest(Buffer.from(digests.join(""), "hex"));
}
var sha256 = string().regex(/^[0-9a-f]{64}$/);
var path = string().min(1).max(4096);
var text = string().max(8192);
var subjects = array(object({ name: path, digest: object({ sha256 }) })).min(1).refine((list) => new Set(list.map(({ name }) => name)).size === list.length, "two subjects have one name");
var material = object({ uri: text.optional(), name: text.optional(), digest: record(text, text).optional() });
var provenance = object({
  _type: literal(STATEMENT_TYPE),
  subject: subjects,
  predicateType: literal(PROVENANCE_TYPE),
  predicate: object({
    buildDefinition: object({
      buildType: literal(BUILD_TYPE),
      externalParameters: record(string(), unknown()),
      internalParameters: record(string(), unknown()).optional(),
      resolvedDependencies: array(material)
    }),
    runDetails: object({
      builder: object({ id: text }),
      metadata: object({ invocationId: text, startedOn: text, finishedOn: text })
    })
  })
});
var model = object({
  _type: literal(STATEMENT_TYPE),
  subject: subjects.max(1),
  predicateType: literal(MODEL_TYPE),
  predicate: object({
    serialization: object({ method: literal("files"), hash_type: literal("sha256") }),
    resources: array(object({ name: path, algorithm: literal("sha256"), digest: sha256 }))
  })
});
function readStatement(written) {
  if (written.length > LONGEST_STATEMENT) return { fault: `it has more than ${LONGEST_STATEMENT} characters` };
  if (isTooDeep(written, DEEPEST)) return { fault: `it has more than ${DEEPEST} values inside each other` };
  let value;
  try {
    value = JSON.parse(written);
  } catch {
    return { fault: "it is not JSON" };
  }
  const kind = object({ predicateType: string() }).safeParse(value).data?.predicateType;
  if (kind !== PROVENANCE_TYPE && kind !== MODEL_TYPE)
    return { fault: `its predicate has the type ${JSON.stringify(kind?.slice(0, 200) ?? null)}` };
  const parsed = kind === MODEL_TYPE ? model.safeParse(value) : provenance.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { fault: `its ${issue?.path.join(".") || "content"} is not valid: ${issue?.message ?? ""}` };
  }
  if (isModel(parsed.data)) {
    const names = new Set(parsed.data.predicate.resources.map(({ name }) => name));
    if (names.size !== parsed.data.predicate.resources.length) return { fault: "two of its resources have one name" };
    if (digestOver(parsed.data.predicate.resources.map(({ digest }) => digest)) !== parsed.data.subject[0]?.digest.sha256)
      return { fault: "its subject is not the hash of its resources" };
  }
  return { statement: parsed.data };
}
function isModel(statement) {
  return statement.predicateType === MODEL_TYPE;
}
function subjectsOf({ subject }) {
  return new Map(subject.map(({ name, digest }) => [name, digest.sha256]));
}
function sourceCommit({ predicate }) {
  return predicate.buildDefinition.resolvedDependencies.find(({ digest }) => digest?.["gitCommit"])?.digest?.["gitCommit"];
}

export {
  UnsignableContentError,
  contentDigest,
  manifestText,
  textDigest,
  byBytes,
  keyHint,
  PAYLOAD_TYPE,
  PROVENANCE_FOLDER,
  BUILD_TYPE,
  PROVENANCE_TYPE,
  MODEL_TYPE,
  LONGEST_STATEMENT,
  provenanceStatement,
  modelStatement,
  readStatement,
  isModel,
  subjectsOf,
  sourceCommit
};
