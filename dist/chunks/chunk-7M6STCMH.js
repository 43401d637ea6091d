import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  SetupError,
  messageOf
} from "./chunk-GSQGKKGD.js";

// src/toolchain/cache-root.ts
import { mkdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
var NAME = "dvc-ci";
var shared = () => join(tmpdir(), `${NAME}-${process.getuid?.() ?? "user"}`);
function cacheRoot(env) {
  const set = (value) => value !== void 0 && isAbsolute(value);
  if (set(env.RUNNER_TOOL_CACHE)) return join(env.RUNNER_TOOL_CACHE, NAME);
  if (set(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, NAME);
  const home = env.HOME ?? env.USERPROFILE;
  return set(home) ? join(home, ".cache", NAME) : shared();
}
async function makeCacheDirectory(root, directory) {
  const remedy = "Set RUNNER_TOOL_CACHE or XDG_CACHE_HOME to a folder that this user can write to.";
  try {
    await mkdir(directory, { recursive: true, mode: 448 });
  } catch (cause) {
    throw new SetupError("cache-not-usable", `the cache ${directory} cannot be created: ${messageOf(cause)}.`, {
      key: "RUNNER_TOOL_CACHE",
      value: root,
      remedy,
      cause
    });
  }
  const user = process.getuid?.();
  if (root === shared() && user !== void 0 && (await stat(root)).uid !== user) {
    throw new SetupError("cache-not-usable", `the cache ${root} belongs to another user.`, {
      key: "XDG_CACHE_HOME",
      value: root,
      remedy
    });
  }
}

export {
  cacheRoot,
  makeCacheDirectory
};
