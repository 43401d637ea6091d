import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  parseDvcConfig
} from "./chunk-ZZBAYX7I.js";
import {
  findCheckout
} from "./chunk-5VUMSE2N.js";
import {
  Git,
  splitNul
} from "./chunk-Q2WIHPYU.js";
import {
  fromTop
} from "./chunk-2OGHCNB3.js";
import "./chunk-AMMPZXSX.js";
import "./chunk-UAXYXOMA.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-NTLNP6FM.js";
import "./chunk-SDUKE5W5.js";
import {
  relativePath
} from "./chunk-HLRJF5P5.js";
import "./chunk-6BXGY3ZC.js";
import {
  SetupError
} from "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/flows/install-hooks.ts
import { readFile as readFile2 } from "node:fs/promises";
import { homedir } from "node:os";
import { join as join2, posix } from "node:path";

// src/git/push-hook.ts
import { createHash } from "node:crypto";
import { lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { devNull } from "node:os";
import { join, resolve } from "node:path";
var NAME = "pre-push";
var EARLIER = `${NAME}.before-dvc-ci`;
var KEPT_BY_PRE_COMMIT = `${NAME}.legacy`;
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
async function installPushHook(directory, options, uploads = ["dvc push"]) {
  const { folder, managed } = await hookPlaces(directory, options);
  if (managed !== void 0) return requireUpload(directory, managed, uploads);
  const kept = join(folder, KEPT_BY_PRE_COMMIT);
  const keptState = stateOf(await textOf(kept));
  if (keptState === "current") return `${kept} is already installed: the hook of pre-commit runs it.`;
  const file = keptState === "ours" ? kept : join(folder, NAME);
  const earlier = join(folder, EARLIER);
  const text = await textOf(file);
  const state = stateOf(text);
  switch (state) {
    case "current":
      return `${file} is already installed.`;
    case "dvc":
      return `${file} is DVC's own hook (\`dvc install\`), which uploads the data already. Nothing was changed.`;
    case "changed":
      throw changed(file);
    case "other":
      if (/lefthook/i.test(text ?? ""))
        throw notInstallable(
          `${file} is the hook of lefthook, which replaces hooks of other programs.`,
          file,
          `Add ${commandsText(uploads)} to the commands of pre-push in lefthook.yml, then run \`lefthook install\`. Nothing was changed.`
        );
      if (await textOf(earlier) !== void 0)
        throw notInstallable(
          `${earlier} exists already, so the hook ${file} cannot be kept.`,
          file,
          "Join the two files by hand, then run `dvc-ci install-hooks` again."
        );
      await rename(file, earlier);
      break;
    case "absent":
    case "ours":
  }
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${NAME}.${process.pid}`);
  await writeFile(draft, hookText(), { mode: 493, flag: "wx" });
  await rename(draft, file);
  const before = state === "other" ? ` The earlier hook is now ${EARLIER}, and runs first.` : "";
  return `${file} is ${state === "ours" ? "up to date" : "installed"}: \`git push\` uploads the data first.${before}`;
}
async function removePushHook(directory, options) {
  const { folder, managed } = await hookPlaces(directory, options);
  const names = [NAME, KEPT_BY_PRE_COMMIT];
  const states = await Promise.all(names.map(async (name2) => stateOf(await textOf(join(folder, name2)))));
  const name = names.find((_, at) => ["ours", "current", "changed"].includes(states[at] ?? ""));
  if (name === void 0) {
    const other = managed === void 0 ? "" : ` core.hooksPath is ${managed.path}: a line that runs \`dvc push\` in ${managed.file} is yours to remove.`;
    return `dvc-ci has no hook in ${folder}. Nothing was changed.${other}`;
  }
  const file = join(folder, name);
  if (states[names.indexOf(name)] === "changed") throw changed(file);
  if (name !== NAME || await textOf(join(folder, EARLIER)) === void 0) {
    await rm(file);
    return `${file} is removed.`;
  }
  await rename(join(folder, EARLIER), file);
  return `${file} is the earlier hook again.`;
}
function notInstallable(message, value, remedy, key = "install-hooks") {
  return new SetupError("hook-not-installable", message, { key, value, remedy });
}
function changed(file) {
  return notInstallable(
    `${file} is the hook of dvc-ci with changes of a user.`,
    file,
    "Keep the changes in another file and delete this one, then run `dvc-ci install-hooks` again."
  );
}
async function requireUpload(directory, { path, file }, uploads) {
  if (path === devNull || path === "")
    throw notInstallable(
      `core.hooksPath is ${path === "" ? "empty" : path}, so Git runs no hook in this repository.`,
      path,
      "Remove it (`git config --show-origin core.hooksPath` names its file), then run `dvc-ci install-hooks` again.",
      "core.hooksPath"
    );
  if (/^(?!\s*#).*\bdvc\b.*\bpush\b/m.test(await textOf(resolve(directory, file)) ?? ""))
    return `${file} runs \`dvc push\` already. Nothing was changed.`;
  throw notInstallable(
    `core.hooksPath is ${path}: another program, such as husky, or the user manages the hooks of this repository.`,
    path,
    `Add ${commandsText(uploads)} to ${file} (an executable shell script). Nothing was changed.`,
    "core.hooksPath"
  );
}
function commandsText(uploads) {
  return `the line \`${uploads.join(" && ")}\``;
}
async function hookPlaces(directory, options) {
  const git = new Git(directory, options);
  const folder = join(await git.commonDirectory(), "hooks");
  const { stdout } = await git.run(["config", "--type=path", "--get-all", "core.hooksPath"], { answers: "any" });
  const path = stdout.replace(/\n$/, "").split("\n").slice(0, -1).at(-1);
  if (path === void 0 || path !== "" && resolve(directory, path) === folder) return { folder };
  const edited = /(^|\/)\.husky\/_\/?$/.test(path) ? path.replace(/\/_\/?$/, "") : path;
  return { folder, managed: { path, file: `${edited.replace(/\/$/, "")}/${NAME}` } };
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
  const { root } = await findCheckout(directory, { signal, host });
  if (uninstall) return removePushHook(root, { signal, host });
  const listed = await new Git(root, { signal, host }).text([
    "-c",
    "core.quotePath=false",
    "ls-files",
    "-z",
    "--",
    ".dvc/config",
    "*/.dvc/config"
  ]);
  const projects = splitNul(listed).map((path) => posix.join(path, "../..").replace(/^\.\/?$/, ""));
  const sentence = await installPushHook(
    root,
    { signal, host },
    projects.length === 0 ? void 0 : projects.map((folder) => fromTop(folder, "dvc push"))
  );
  if (projects.length === 0)
    host.warning("Git tracks no .dvc/config here, so the hook has nothing to upload. Run `dvc init` and commit.");
  for (const folder of projects)
    if (!await hasDefaultRemote(join2(root, folder)))
      host.warning(
        `The DVC project ${folder === "" ? "of this repository" : folder} has no default remote, so \`dvc push\` fails for its data, and Git then pushes nothing. Add one: \`${fromTop(relativePath(process.cwd(), join2(root, folder)), "dvc remote add --default NAME URL")}\`.`
      );
  return sentence;
}
async function hasDefaultRemote(project) {
  const files = [
    join2(project, ".dvc/config"),
    join2(project, ".dvc/config.local"),
    join2(process.env["XDG_CONFIG_HOME"] ?? join2(homedir(), ".config"), "dvc/config")
  ];
  for (const file of files) {
    const text = await readFile2(file, "utf8").catch(() => "");
    if (parseDvcConfig(text).some(({ section, name, value }) => section === "core" && name === "remote" && value !== ""))
      return true;
  }
  return false;
}
export {
  installHooks
};
