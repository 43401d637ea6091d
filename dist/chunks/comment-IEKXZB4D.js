import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
} from "./chunk-ASVR7THU.js";
import "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
};
