import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
} from "./chunk-2O5B4GMW.js";
import "./chunk-GZPGP37K.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
};
