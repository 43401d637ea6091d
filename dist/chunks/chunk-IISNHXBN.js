import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/settings/data-source.ts
var URL_SCHEMES = [
  "s3",
  "gs",
  "azure",
  "abfs",
  "abfss",
  "hdfs",
  "webhdfs",
  "ssh",
  "http",
  "https",
  "oss",
  "gdrive",
  "webdav",
  "webdavs",
  "remote"
];
var SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
function schemeOf(from) {
  return SCHEME.exec(from)?.[1]?.toLowerCase();
}
function isUrl(from) {
  return schemeOf(from) !== void 0;
}
function dataSchemes(changes) {
  return [...new Set(changes.flatMap(({ from = "" }) => schemeOf(from) ?? []))];
}
function shownSource(from) {
  return isUrl(from) ? from.replace(/[?#].*$/s, "").replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1") : from;
}

export {
  URL_SCHEMES,
  schemeOf,
  isUrl,
  dataSchemes,
  shownSource
};
