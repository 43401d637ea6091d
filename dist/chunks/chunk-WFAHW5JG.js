import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/text/words.ts
var MOST_NAMES = 5;
function count(number, word, plural = `${word}s`) {
  return `${number} ${number === 1 ? word : plural}`;
}
function named(names, most = MOST_NAMES) {
  return names.length > most ? `${names.slice(0, most).join(", ")} and ${names.length - most} more` : names.join(", ");
}
function joined(names) {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
function lastLine(text) {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
function capitalized(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
function firstSentence(text) {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;
}
function withoutPeriod(text) {
  return text.replace(/\.$/, "");
}

export {
  count,
  named,
  joined,
  lastLine,
  capitalized,
  firstSentence,
  withoutPeriod
};
