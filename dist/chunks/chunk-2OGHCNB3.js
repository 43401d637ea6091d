import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/text/shell-word.ts
function fromTop(folder, line) {
  if (folder === "") return line;
  return line.replace(/(^|&& )dvc (?!--cd )/g, (_, before) => `${before}dvc --cd ${shellWord(folder)} `).replace(/^dvc-ci (?!help|explain|completion|.* -C )\w+/, (command) => `${command} -C ${shellWord(folder)}`);
}
function appendLine(line, file) {
  return `printf '\\n%s\\n' ${shellWord(line)} >> ${shellWord(file)}`;
}
function removeLine(line, file) {
  return `sed -i ${shellWord(`/^${basicPattern(line)}$/d`)} ${shellWord(file)}`;
}
function replaceText(from, to, file) {
  const script = `s/${basicPattern(from)}/${to.replace(/[\\/&]/g, "\\$&")}/g`;
  return `sed -i ${shellWord(script)} ${shellWord(file)}`;
}
function basicPattern(text) {
  return text.replace(/[\\/.*[\]^$]/g, "\\$&");
}
function shellWord(text) {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text)) return text;
  if (text.startsWith("-")) return shellWord(`./${text}`);
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

export {
  fromTop,
  appendLine,
  removeLine,
  replaceText,
  shellWord
};
