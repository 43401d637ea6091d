import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  _enum,
  _null,
  array,
  boolean,
  int,
  literal,
  number,
  object,
  record,
  strictObject,
  string,
  union,
  unknown
} from "./chunk-33TNGAK7.js";

// src/run/plain-file.ts
import { constants } from "node:fs";
import { open } from "node:fs/promises";
var GROWTH = 64 << 10;
async function readPlainFile(path, most) {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const info = await file.stat();
      if (!info.isFile()) return { problem: "irregular" };
      if (info.size > most) return { problem: "large", size: info.size };
      const room = Math.min(most, info.size + GROWTH);
      const bytes = Buffer.alloc(room + 1);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytesRead > room ? { problem: "large", size: void 0 } : { bytes: bytes.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (cause) {
    return { problem: "unreadable", cause };
  }
}

// src/report/report-schema-parts.ts
function basicParts(reading) {
  return {
    // Parsed JSON has no keys with the value undefined, so that the result has exactly the type of the interface.
    object: (shape) => reading.strict ? strictObject(shape) : object(shape),
    list: (of) => array(of).max(reading.list),
    /** The most entries of a list or mapping. */
    most: reading.list,
    name: string().max(reading.name),
    message: string().max(reading.message),
    count: int().nonnegative(),
    size: number().nonnegative().max(Number.MAX_SAFE_INTEGER)
  };
}

// src/report/data-report.ts
var TABLE_FORMATS = ["csv", "json", "jsonl", "parquet", "arrow"];

// src/report/file-reports.ts
var KINDS = ["images", "media", "texts", "models"];
var MODEL_FORMATS = ["safetensors", "gguf", "onnx"];

// src/report/file-schema.ts
function fileSchemas({ object: object2, list, name, message, size, count }) {
  const read = {
    read: count,
    unreadable: object2({
      files: count,
      first: list(object2({ path: name, reason: message }))
    }).optional()
  };
  const kind = (side) => object2({
    files: count.optional(),
    baseline_files: count.optional(),
    now: object2(side).optional(),
    before: object2(side).optional(),
    omitted: count.optional()
  }).optional();
  const pixels = object2({ width: count, height: count }).optional();
  const numbers = list(object2({ name, files: count }));
  const seconds = size.optional();
  const tensors = object2({ tensors: count, first: list(message) }).optional();
  return {
    images: kind({ ...read, smallest: pixels, largest: pixels, formats: numbers, modes: numbers }),
    media: kind({
      ...read,
      seconds,
      untimed: count.optional(),
      shortest: seconds,
      median: seconds,
      longest: seconds
    }),
    texts: kind({ ...read, lines: count, words: count }),
    models: list(
      object2({
        path: name,
        format: _enum(MODEL_FORMATS),
        parameters: count.optional(),
        baseline_parameters: count.optional(),
        tensors: count.optional(),
        baseline_tensors: count.optional(),
        added: tensors,
        removed: tensors,
        reshaped: tensors,
        retyped: tensors
      })
    ).optional()
  };
}

// src/report/data-schema.ts
function dataSchema(parts) {
  const { object: object2, list, name, message, size, count } = parts;
  const number2 = number();
  const share = number().min(0).max(1);
  const first = list(name);
  const value = union([number(), message]);
  const files = object2({ files: count, bytes: size.optional(), first });
  const folder = object2({
    files: count.optional(),
    baseline_files: count.optional(),
    added: files,
    removed: files,
    modified: files,
    renamed: object2({
      files: count,
      first: list(object2({ from: name, to: name }))
    }),
    duplicates: count.optional(),
    baseline_duplicates: count.optional(),
    folders: list(
      object2({
        path: name,
        files: count.optional(),
        baseline_files: count.optional(),
        added: count,
        removed: count,
        modified: count,
        renamed: count
      })
    ),
    folders_omitted: count.optional()
  });
  const values = object2({
    nulls: share,
    distinct: count.optional(),
    min: value.optional(),
    max: value.optional(),
    mean: number2.optional(),
    std: number2.optional(),
    quantiles: list(number2).optional(),
    top: list(object2({ value: message, share })).optional()
  });
  const column = object2({
    name,
    change: _enum(["added", "removed", "retyped", "renamed"]).optional(),
    was: name.optional(),
    type: name.optional(),
    baseline_type: name.optional(),
    now: values.optional(),
    before: values.optional(),
    psi: number2.optional(),
    distance: share.optional(),
    new_values: count.optional(),
    vanished_values: count.optional(),
    histogram: object2({
      now: list(share).optional(),
      before: list(share).optional(),
      bins: list(value).optional()
    }).optional()
  });
  const table = object2({
    path: name,
    format: _enum(TABLE_FORMATS),
    rows: count.optional(),
    baseline_rows: count.optional(),
    matched: object2({
      by: _enum(["declared-key", "found-key", "rows"]),
      columns: list(name).optional()
    }).optional(),
    added: count.optional(),
    removed: count.optional(),
    changed: count.optional(),
    duplicates: count.optional(),
    baseline_duplicates: count.optional(),
    columns: list(column),
    columns_numbered: literal(true).optional(),
    columns_omitted: count.optional()
  });
  return list(
    object2({
      path: name,
      change: _enum(["added", "modified", "deleted"]),
      stage: name.optional(),
      size: size.optional(),
      baseline_size: size.optional(),
      folder: folder.optional(),
      tables: list(table).optional(),
      ...fileSchemas(parts),
      leaked: list(
        object2({
          path: name,
          files: count.optional(),
          baseline_files: count.optional(),
          rows: count.optional(),
          baseline_rows: count.optional(),
          first: first.optional()
        })
      ).optional(),
      unread: list(
        object2({ path: name.optional(), part: _enum(["files", "content"]), reason: message })
      ).optional()
    })
  );
}

// src/report/environment-schema.ts
function environmentSchema({ object: object2, list, name, most }) {
  const version = union([name, _null()]);
  const changed = list(object2({ name, value: version, baseline: version }));
  return object2({
    python: name.optional(),
    packages: record(name, name).refine((packages) => Object.keys(packages).length <= most),
    system: name,
    cpu: name.optional(),
    gpu: list(name).optional(),
    container: name.optional(),
    lock_files: list(object2({ path: name, hash: name })),
    hash: name,
    baseline: object2({ sha: name, hash: name.optional() }).optional(),
    changed: changed.optional(),
    jobs: list(object2({ jobs: list(name), changed })).optional()
  });
}

// src/report/report-schema.ts
function reportParts(reading) {
  const parts = basicParts(reading);
  const { object: object2, list, name, message, count } = parts;
  const seconds = number().nonnegative().max(1e9);
  const line = int().min(1).max(1e9);
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
        direction: _enum(["up", "down"]).optional(),
        interval: object2({
          confidence: number().gt(0).lt(1),
          low: number(),
          high: number(),
          change_low: number().optional(),
          change_high: number().optional(),
          significant: boolean().optional(),
          rows: count.optional()
        }).optional(),
        slice: object2({
          dimension: name,
          value: name,
          metric: name,
          support: count.optional(),
          baseline_support: count.optional()
        }).optional()
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
        hidden: literal(true).optional(),
        message,
        slice: object2({
          path: name,
          name,
          label: message,
          of: count,
          failed: count.optional(),
          small: count.optional()
        }).optional(),
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
    data: dataSchema(parts),
    environment: environmentSchema(parts).optional(),
    reproduced: list(object2({ path: name, same: boolean() })).optional(),
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
        annotations_omitted: count.optional(),
        results: object2({
          files: list(
            object2({
              path: inside,
              format: _enum(["junit", "sarif", "great-expectations", "frictionless", "pandera"])
            })
          ),
          totals: object2({
            passed: count,
            failed: count,
            errors: count,
            skipped: count,
            warnings: count
          }),
          failures: list(
            object2({
              name,
              outcome: _enum(["failed", "error", "warning", "notice"]),
              message,
              path: inside.optional(),
              line: line.optional(),
              column: line.optional()
            })
          ),
          failures_omitted: count.optional()
        }).optional()
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
  KINDS,
  readPlainFile,
  basicParts,
  reportParts
};
