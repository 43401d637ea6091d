import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/report/links.ts
function linksTo({ repositoryUrl, sha }) {
  const repository = webAddress(repositoryUrl);
  if (repository === void 0 || !sha) return () => void 0;
  const files = `${repository}/blob/${segment(sha)}`;
  const known = /* @__PURE__ */ new Map();
  return (path, line) => {
    if (!known.has(path)) known.set(path, fileAddress(files, path));
    const address = known.get(path);
    return address === void 0 || line === void 0 ? address : `${address}#L${line}`;
  };
}
function fileAddress(files, path) {
  const parts = path.split("/");
  return parts.some((part) => ["", ".", ".."].includes(part)) ? void 0 : `${files}/${parts.map(segment).join("/")}`;
}
function quotedLinksTo(commit) {
  const { repositoryUrl } = commit;
  return linksTo(repositoryUrl === void 0 ? commit : { ...commit, repositoryUrl: quoted(repositoryUrl) });
}
function quoted(address) {
  return address.replace(/["<>|`\s\\]/g, (character) => encodeURIComponent(character)).replaceAll("&", "&amp;");
}
function linkedCommit({ source }) {
  const sha = source.head_sha ?? source.sha;
  return {
    ...sha === "" ? {} : { sha },
    ...source.repository === void 0 ? {} : { repositoryUrl: source.repository }
  };
}
function commitAddress(repositoryUrl, sha) {
  const repository = webAddress(repositoryUrl);
  return repository === void 0 ? void 0 : `${repository}/commit/${segment(sha)}`;
}
function branchAddress(repositoryUrl, branch) {
  const repository = webAddress(repositoryUrl);
  return repository === void 0 ? void 0 : `${repository}/tree/${branch.split("/").map(segment).join("/")}`;
}
function pullAddress(repositoryUrl, number) {
  const repository = webAddress(repositoryUrl);
  return repository === void 0 ? void 0 : `${repository}/pull/${number}`;
}
function webAddress(text) {
  if (text === void 0 || !/^https?:\/\/[^\s<>"'`\\]+$/i.test(text) || !URL.canParse(text)) return void 0;
  const { username, password } = new URL(text);
  return username === "" && password === "" ? text.replace(/\/+$/, "") : void 0;
}
function repositoryName(address) {
  return address.replace(/^https?:\/\/[^/]*\//i, "").replace(/\/+$/, "");
}
function githubAddress(remote) {
  const [, name] = /^(?:https?:\/\/(?:[^@/]*@)?github\.com\/|(?:ssh:\/\/)?(?:[\w.-]+@)?github\.com(?::\d+\/|[:/]))([\w.-]+\/[\w.-]+?)(?:\.git)?\/*$/i.exec(
    remote.trim()
  ) ?? [];
  return name === void 0 ? void 0 : `https://github.com/${name}`;
}
function segment(name) {
  return encodeURIComponent(Buffer.from(name, "utf8").toString("utf8"));
}

export {
  linksTo,
  quotedLinksTo,
  quoted,
  linkedCommit,
  commitAddress,
  branchAddress,
  pullAddress,
  webAddress,
  repositoryName,
  githubAddress
};
