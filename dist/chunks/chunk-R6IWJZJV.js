import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CATALOGUE
} from "./chunk-KIDOGPO3.js";
import {
  FINDINGS
} from "./chunk-2OLTNLZS.js";
import {
  RULES
} from "./chunk-R2ATGWBR.js";

// src/settings/identifiers.ts
var IDENTIFIERS = [
  ...CATALOGUE.map(({ id, title }) => ({ id, kind: "error", title, page: `docs/errors/${id}.md` })),
  ...Object.entries(FINDINGS).map(([id, { title }]) => ({
    id,
    kind: "finding",
    title,
    page: `docs/errors/${id}.md`
  })),
  ...Object.entries(RULES).map(([id, { summary }]) => ({
    id,
    kind: "rule",
    title: summary,
    page: `docs/rules/${id}.md`
  }))
];

export {
  IDENTIFIERS
};
