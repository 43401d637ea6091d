import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/lint/dvc-config.ts
function parseDvcConfig(text) {
  const options = [];
  let section = "";
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const header = /^\s*\[\s*'?(.*?)'?\s*\]\s*$/.exec(line)?.[1];
    const [, name, value] = /^\s*([^#;=[\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (header !== void 0) section = header;
    else if (name !== void 0 && value !== void 0)
      options.push({ section, name, value: value.replace(/^(['"])(.*)\1$/, "$2"), line: index + 1 });
  }
  return options;
}
function remoteOf(section) {
  return /^remote "(.*)"$/.exec(section)?.[1];
}

export {
  parseDvcConfig,
  remoteOf
};
