import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
} from "./chunk-IR5EIS5I.js";
import "./chunk-FDTDUC3C.js";
import "./chunk-KZ3KKOKF.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
};
