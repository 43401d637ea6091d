import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CATALOGUE
} from "./chunk-CG7RVTHL.js";
import {
  FINDINGS
} from "./chunk-M47REMEQ.js";
import {
  RULES
} from "./chunk-S2JYYLAZ.js";

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
