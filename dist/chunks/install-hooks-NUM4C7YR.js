import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openRepository
} from "./chunk-LIZYJMKZ.js";
import {
  Git
} from "./chunk-X5JE7I6N.js";
import "./chunk-B44NBFEP.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-NCSBJAR7.js";
import "./chunk-OLNLUT7L.js";
import {
  SetupError
} from "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";

// src/git/push-hook.ts
import { createHash } from "node:crypto";
import { lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { devNull } from "node:os";
import { join, resolve } from "node:path";
var NAME = "pre-push";
var EARLIER = `${NAME}.before-dvc-ci`;
var MARK = "# Written by `dvc-ci install-hooks`; `dvc-ci install-hooks --uninstall` removes it. Digest: ";
var BODY = `# Uploads the data of DVC before Git pushes the commits. \`git push --no-verify\` leaves it out.
refs=$(cat)
earlier=$(dirname "$0")/${EARLIER}
if [ -x "$earlier" ]; then
  printf '%s\\n' "$refs" | "$earlier" "$@" || exit $?
fi
# A push that only deletes branches needs no data.
printf '%s\\n' "$refs" | grep -Eq '^[^ ]+ 0*[1-9a-f]' || exit 0
root=$(git rev-parse --show-toplevel) || exit 0
unset $(git rev-parse --local-env-vars)
PATH=$PATH:$root/.venv/bin
if ! command -v dvc > /dev/null; then
  echo 'dvc-ci: DVC is not on PATH, so the data was not uploaded. Run: dvc push' >&2
  exit 0
fi
git -C "$root" -c core.quotePath=false ls-files -- .dvc/config '*/.dvc/config' | while IFS= read -r config; do
  (cd "$root/\${config%.dvc/config}" && dvc push < /dev/null) || exit 1
done || {
  echo 'dvc-ci: the data was not uploaded, so Git pushed nothing. To push all the same: git push --no-verify' >&2
  exit 1
}
`;
function hookText(body = BODY) {
  return `#!/bin/sh
${MARK}${digest(body)}
${body}`;
}
function stateOf(text) {
  if (text === void 0) return "absent";
  if (text === hookText()) return "current";
  const [, known, body] = /^#!\/bin\/sh\n# Written by `dvc-ci install-hooks`.* Digest: (\w+)\n([^]*)$/.exec(text) ?? [];
  if (body !== void 0) return digest(body) === known ? "ours" : "changed";
  return /\bdvc git-hook pre-push\b/.test(text) ? "dvc" : "other";
}
async function installPushHook(directory, options) {
  const folder = await hooksFolder(directory, options);
  const file = join(folder, NAME);
  const earlier = join(folder, EARLIER);
  const state = stateOf(await textOf(file));
  switch (state) {
    case "current":
      return `${file} is already installed.`;
    case "dvc":
      return `${file} is DVC's own hook (\`dvc install\`), which uploads the data already. Nothing was changed.`;
    case "changed":
      throw changed(file);
    case "other":
      if (await textOf(earlier) !== void 0)
        throw new SetupError("hook-not-installable", `${earlier} exists already, so the hook ${file} cannot be kept.`, {
          key: "install-hooks",
          value: file,
          remedy: "Join the two files by hand, then run `dvc-ci install-hooks` again."
        });
      await rename(file, earlier);
      break;
    case "absent":
    case "ours":
  }
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${NAME}.${process.pid}`);
  await writeFile(draft, hookText(), { mode: 493, flag: "wx" });
  await rename(draft, file);
  const kept = state === "other" ? ` The earlier hook is now ${EARLIER}, and runs first.` : "";
  return `${file} is ${state === "ours" ? "up to date" : "installed"}: \`git push\` uploads the data first.${kept}`;
}
async function removePushHook(directory, options) {
  const folder = await hooksFolder(directory, options);
  const file = join(folder, NAME);
  switch (stateOf(await textOf(file))) {
    case "changed":
      throw changed(file);
    case "absent":
    case "dvc":
    case "other":
      return `dvc-ci has no hook in ${folder}. Nothing was changed.`;
    case "ours":
    case "current":
  }
  if (await textOf(join(folder, EARLIER)) === void 0) {
    await rm(file);
    return `${file} is removed.`;
  }
  await rename(join(folder, EARLIER), file);
  return `${file} is the earlier hook again.`;
}
function changed(file) {
  return new SetupError("hook-not-installable", `${file} is the hook of dvc-ci with changes of a user.`, {
    key: "install-hooks",
    value: file,
    remedy: "Keep the changes in another file and delete this one, then run `dvc-ci install-hooks` again."
  });
}
async function hooksFolder(directory, options) {
  const git = new Git(directory, options);
  const { stdout } = await git.run(["config", "--get-all", "core.hooksPath"], { answers: "any" });
  const path = stdout.split("\n").findLast((line) => line !== "" && line !== devNull);
  if (path !== void 0)
    throw new SetupError(
      "hook-not-installable",
      `core.hooksPath is ${path}: another program, such as husky, or the user manages the hooks of this repository.`,
      {
        key: "core.hooksPath",
        value: path,
        remedy: `Add \`dvc push\` to the pre-push hook there, for husky in .husky/pre-push. Nothing was changed.`
      }
    );
  return join(resolve(directory, await git.text(["rev-parse", "--git-common-dir"])), "hooks");
}
async function textOf(file) {
  if (await lstat(file).catch(() => void 0) === void 0) return void 0;
  return readFile(file, "utf8").catch(() => "");
}
function digest(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

// src/flows/install-hooks.ts
async function installHooks(directory, uninstall, host, signal) {
  const { root } = await openRepository(directory, { signal, host });
  return uninstall ? removePushHook(root, { signal, host }) : installPushHook(root, { signal, host });
}
export {
  installHooks
};
