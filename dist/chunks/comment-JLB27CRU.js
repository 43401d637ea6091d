import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
} from "./chunk-ZXEBNMC4.js";
import "./chunk-F73YWK3V.js";
import "./chunk-Z44VRY6O.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
};
