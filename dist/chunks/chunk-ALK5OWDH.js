import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  _enum,
  array,
  boolean,
  int,
  literal,
  number,
  object,
  strictObject,
  string,
  unknown
} from "./chunk-RQ5QPEI4.js";

// src/run/plain-file.ts
import { constants } from "node:fs";
import { open } from "node:fs/promises";
async function readPlainFile(path, most) {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const info = await file.stat();
      if (!info.isFile()) return { problem: "irregular" };
      if (info.size > most) return { problem: "large", size: info.size };
      const bytes = Buffer.alloc(most + 1);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytesRead > most ? { problem: "large", size: void 0 } : { bytes: bytes.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (cause) {
    return { problem: "unreadable", cause };
  }
}

// src/report/json-depth.ts
function isTooDeep(text, most) {
  let [depth, inText] = [0, false];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inText) {
      if (character === "\\") index++;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "[" || character === "{") {
      if (++depth > most) return true;
    } else if (character === "]" || character === "}") depth--;
  }
  return false;
}

// src/report/report-schema.ts
function reportParts(reading) {
  const object2 = (shape) => reading.strict ? strictObject(shape) : object(shape);
  const list = (of) => array(of).max(reading.list);
  const name = string().max(reading.name);
  const message = string().max(reading.message);
  const seconds = number().nonnegative().max(1e9);
  const line = int().min(1).max(1e9);
  const count = int().nonnegative();
  const size = number().nonnegative().max(Number.MAX_SAFE_INTEGER);
  const hash = string().regex(/^(?:[0-9a-f]{40}(?:[0-9a-f]{24})?)?$/);
  const severity = _enum(["error", "warning", "notice"]);
  const conclusion = _enum(["success", "failure", "skipped", "warning"]);
  const value = unknown().optional();
  const inside = name.regex(/^(?!\/)(?!(?:[^]*\/)?\.\.?(?:\/|$))[^\\]+$/);
  const cause = object2({
    kind: _enum(["code", "data", "params", "command", "missing", "forced", "always", "upstream"]),
    path: name.optional(),
    message
  });
  const missing = object2({
    hash: name,
    paths: list(name),
    remote: name,
    reason: _enum(["missing", "truncated", "altered"]),
    message,
    fix: message.optional(),
    file: name.optional(),
    line: line.optional()
  });
  return {
    object: object2,
    list,
    name,
    message,
    seconds,
    hash,
    conclusion: _enum(["success", "unverified", "failure", "superseded", "cancelled", "error"]),
    source: object2({
      sha: hash,
      ref: name,
      event: name,
      repository: name.optional(),
      directory: name.optional(),
      pull_request: int().positive().optional(),
      title: message.optional(),
      head_sha: hash.optional(),
      head_ref: name.optional(),
      base_sha: hash.optional(),
      base_ref: name.optional(),
      trusted: boolean()
    }),
    left_out: list(
      object2({
        part: _enum(["verify", "pull", "read metrics", "read baseline", "run stale stages", "evaluate", "gate"]),
        path: name.optional(),
        reason: message
      })
    ).optional(),
    steps: list(
      object2({
        name,
        conclusion,
        started: seconds.optional(),
        seconds,
        message: message.optional()
      })
    ),
    stages: list(
      object2({
        name,
        verdict: _enum(["unchanged", "ran", "restored", "stale", "frozen", "failed", "skipped"]),
        causes: list(cause),
        seconds: seconds.optional(),
        needs: list(name).optional(),
        place: object2({ path: name, line: line.optional() }).optional(),
        held: literal(true).optional(),
        reproduced: list(cause).optional(),
        log: message.optional()
      })
    ),
    metrics: list(
      object2({
        name,
        path: name,
        value: number().optional(),
        committed: number().optional(),
        baseline: number().optional(),
        baseline_measured: boolean().optional(),
        change: number().optional(),
        direction: _enum(["up", "down"]).optional()
      })
    ),
    policies: list(
      object2({
        metric: name,
        rule: name,
        passed: boolean(),
        severity: _enum(["error", "warning"]),
        value: number().optional(),
        baseline: number().optional(),
        message,
        stale: literal(true).optional(),
        accepted: object2({
          by: name,
          reason: message,
          via: _enum(["comment", "label"]),
          sha: hash,
          comment: count.optional(),
          label: name.optional()
        }).optional()
      })
    ),
    params: list(object2({ path: name, name, baseline: value, value })),
    data: list(
      object2({
        path: name,
        change: _enum(["added", "modified", "deleted"]),
        stage: name.optional(),
        size: size.optional(),
        baseline_size: size.optional()
      })
    ),
    checks: list(
      object2({
        name,
        command: message,
        conclusion,
        seconds,
        log: message,
        annotations: list(
          object2({
            severity,
            title: name.optional(),
            message,
            path: inside.optional(),
            line: line.optional(),
            column: line.optional()
          })
        ).optional(),
        annotations_omitted: count.optional()
      })
    ),
    lint: list(
      object2({
        rule: name,
        path: name.optional(),
        line: line.optional(),
        severity,
        message,
        fix: message.optional(),
        stage: name.optional(),
        log: message.optional()
      })
    ),
    remote: object2({
      name,
      objects: count,
      pushed: count,
      verified: count,
      unread: count.optional(),
      missing: list(missing),
      empty: list(name).optional()
    })
  };
}

export {
  readPlainFile,
  isTooDeep,
  reportParts
};
