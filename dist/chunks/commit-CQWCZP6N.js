import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  fileHash
} from "./chunk-AMMPZXSX.js";
import {
  HubFailure,
  explainFailure
} from "./chunk-TCOIVDAN.js";
import "./chunk-WFAHW5JG.js";
import {
  _enum,
  array,
  boolean,
  number,
  object,
  record,
  string,
  union
} from "./chunk-33TNGAK7.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/hub/commit.ts
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
var SAMPLE = 512;
var LARGEST_REGULAR = 1e7;
var MOST_ASKED = 256;
var LFS = "application/vnd.git-lfs+json";
var modes = object({
  files: array(
    object({
      path: string(),
      uploadMode: _enum(["lfs", "regular"]),
      shouldIgnore: boolean().optional(),
      oid: string().nullish()
    })
  )
});
var action = object({
  href: string(),
  header: record(string(), union([string(), number()])).optional()
});
var batch = object({
  objects: array(
    object({
      oid: string(),
      actions: object({ upload: action.optional(), verify: action.optional() }).nullish(),
      error: object({ message: string() }).optional()
    })
  )
});
var committed = object({ commitOid: string().max(100) });
async function commitToHub(client, commit) {
  const { repository, card } = commit;
  let what = "ask for the repository";
  try {
    const [mode] = await askModes(client, repository, [card]);
    if (mode === void 0 || mode.oid === gitHash(await bytesOf(card))) return void 0;
    const others = await commit.others();
    const asked = await askModes(client, repository, others);
    const entries = [await regularEntry(card)];
    const large = [];
    for (const file of others) {
      const { uploadMode, shouldIgnore, oid } = asked.find(({ path }) => path === file.path) ?? {};
      if (shouldIgnore === true) continue;
      if ((uploadMode === "regular" || file.size === 0) && file.size <= LARGEST_REGULAR) {
        if (oid !== gitHash(await bytesOf(file))) entries.push(await regularEntry(file));
        continue;
      }
      const sha256 = await hashOf(file);
      if (oid !== sha256) large.push({ ...file, sha256 });
    }
    what = "upload the model";
    await uploadLarge(client, repository, large);
    for (const { path, sha256, size } of large)
      entries.push({ key: "lfsFile", value: { path, algo: "sha256", oid: sha256, size } });
    what = "commit";
    return await sendCommit(client, commit, entries);
  } catch (error) {
    throw explainFailure(error, repository, what);
  }
}
async function askModes(client, repository, files) {
  const found = [];
  for (let at = 0; at < files.length; at += MOST_ASKED) {
    const some = files.slice(at, at + MOST_ASKED);
    const answer = await client.ask(`/api/models/${repository}/preupload/main`, {
      files: await Promise.all(
        some.map(async (file) => ({
          path: file.path,
          size: file.size,
          sample: (await sampleOf(file)).toString("base64")
        }))
      )
    });
    found.push(...read(modes, answer).files);
  }
  return found;
}
async function uploadLarge(client, repository, files) {
  if (files.length === 0) return;
  const answer = await client.ask(
    `/${repository}.git/info/lfs/objects/batch`,
    {
      operation: "upload",
      transfers: ["basic", "multipart"],
      objects: files.map(({ sha256, size }) => ({ oid: sha256, size })),
      hash_algo: "sha256",
      ref: { name: "main" }
    },
    LFS
  );
  const { objects } = read(batch, answer);
  for (const file of files) {
    const object2 = objects.find(({ oid }) => oid === file.sha256);
    if (object2 === void 0 || object2.error !== void 0)
      throw new HubFailure(`${file.path} is not accepted: ${object2?.error?.message ?? "no answer for it"}`, 422);
    const { upload, verify } = object2.actions ?? {};
    if (upload === void 0) continue;
    await (upload.header?.["chunk_size"] === void 0 ? uploadWhole(client, file, upload) : uploadParts(client, file, upload));
    if (verify !== void 0) await client.ask(verify.href, { oid: file.sha256, size: file.size });
  }
}
async function uploadWhole(client, file, { href, header }) {
  const headers = Object.fromEntries(Object.entries(header ?? {}).map(([name, value]) => [name, String(value)]));
  await client.put(href, { open: () => streamOf(file, 0, file.size), size: file.size, headers });
}
async function uploadParts(client, file, { href, header = {} }) {
  const chunk = Number(header["chunk_size"]);
  const addresses = Object.entries(header).filter(([name]) => /^\d+$/.test(name)).sort(([one], [other]) => Number(one) - Number(other)).map(([, address]) => String(address));
  if (!Number.isSafeInteger(chunk) || chunk <= 0 || addresses.length !== Math.ceil(file.size / chunk))
    throw new HubFailure("it gives no address for each part of a large file", 200);
  const parts = [];
  for (const [index, address] of addresses.entries()) {
    const [start, end] = [index * chunk, Math.min(file.size, (index + 1) * chunk)];
    const { etag } = await client.put(address, { open: () => streamOf(file, start, end), size: end - start });
    if (typeof etag !== "string" || etag === "") throw new HubFailure("it does not confirm a part of a large file", 200);
    parts.push({ partNumber: index + 1, etag });
  }
  await client.ask(href, { oid: file.sha256, parts }, LFS, true);
}
async function sendCommit(client, { repository, card, summary }, entries) {
  const lines = [{ key: "header", value: { summary: client.redact(summary), description: "" } }, ...entries];
  const body = lines.map((line) => JSON.stringify(line)).join("\n");
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await client.post(`/api/models/${repository}/commit/main`, {
        open: () => body,
        headers: { "content-type": "application/x-ndjson" }
      });
      return read(committed, answer).commitOid;
    } catch (error) {
      if (!(error instanceof HubFailure) || !(error.isTransient || error.isContended) || attempt >= client.attempts)
        throw error;
      await client.pause(attempt, error);
      const [mode] = await askModes(client, repository, [card]);
      if (mode?.oid === gitHash(await bytesOf(card))) return void 0;
    }
  }
}
async function regularEntry(file) {
  return {
    key: "file",
    value: { content: (await bytesOf(file)).toString("base64"), path: file.path, encoding: "base64" }
  };
}
function read(schema, answer) {
  const result = schema.safeParse(answer);
  if (!result.success) throw new HubFailure("its answer has an unknown form", 200);
  return result.data;
}
function gitHash(content) {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
async function bytesOf({ content }) {
  return Buffer.isBuffer(content) ? content : readFile(content.file);
}
async function hashOf({ content }) {
  return Buffer.isBuffer(content) ? createHash("sha256").update(content).digest("hex") : fileHash("sha256", content.file);
}
async function sampleOf({ content }) {
  if (Buffer.isBuffer(content)) return content.subarray(0, SAMPLE);
  const file = await open(content.file);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
function streamOf({ content }, start, end) {
  return Buffer.isBuffer(content) ? content.subarray(start, end) : createReadStream(content.file, { start, end: end - 1 });
}
export {
  commitToHub
};
