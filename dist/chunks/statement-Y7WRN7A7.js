import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  BUILD_TYPE,
  LONGEST_STATEMENT,
  MODEL_TYPE,
  PAYLOAD_TYPE,
  PROVENANCE_FOLDER,
  PROVENANCE_TYPE,
  isModel,
  modelStatement,
  provenanceStatement,
  readStatement,
  sourceCommit,
  subjectsOf
} from "./chunk-VRXWJZKH.js";
import "./chunk-CBSCIB3E.js";
import "./chunk-33TNGAK7.js";
import "./chunk-VUXC3WPS.js";
export {
  BUILD_TYPE,
  LONGEST_STATEMENT,
  MODEL_TYPE,
  PAYLOAD_TYPE,
  PROVENANCE_FOLDER,
  PROVENANCE_TYPE,
  isModel,
  modelStatement,
  provenanceStatement,
  readStatement,
  sourceCommit,
  subjectsOf
};
