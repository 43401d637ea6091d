import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/cache/worker.ts
import { lstat, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
var RESULT_MARK = "dvc-ci-cache-result:";
async function work(task) {
  try {
    if (task.kind === "save") {
      const sizes = await Promise.all(task.paths.map((path) => sizeOf(resolve(task.base, path))));
      const size = sizes.reduce((sum, each) => sum + each, 0);
      if (size > task.limit) return { tooLarge: size };
      const { saveCache } = await import("./cache-YODG5W7X.js");
      return await saveCache([...task.paths], task.key) < 0 ? { failed: "" } : { saved: size };
    }
    const { restoreCache } = await import("./cache-YODG5W7X.js");
    const [first = "", ...others] = task.keys;
    const found = await restoreCache([...task.paths], first, others);
    return found === void 0 ? {} : { found };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
async function sizeOf(path) {
  const stat = await lstat(path);
  if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0;
  let sum = 0;
  for (const name of await readdir(path)) sum += await sizeOf(join(path, name));
  return sum;
}

export {
  RESULT_MARK,
  work
};
