import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/real-path.ts
import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
function isInside(root, path) {
  const inside = relative(root, path);
  return inside === "" || !inside.startsWith(`..${sep}`) && inside !== ".." && !isAbsolute(inside);
}
async function realPathOf(path) {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error;
    if (code === "ELOOP") return void 0;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    if (await isPresent(path)) return void 0;
    const parent = dirname(path);
    const real = parent === path ? parent : await realPathOf(parent);
    return real === void 0 ? void 0 : join(real, basename(path));
  }
}
async function isPresent(path) {
  return lstat(path).then(
    () => true,
    () => false
  );
}

export {
  isInside,
  realPathOf
};
