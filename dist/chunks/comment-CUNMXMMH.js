import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
} from "./chunk-EJ5EWG7U.js";
import "./chunk-XZ773MSZ.js";
import "./chunk-C5E46KOX.js";
import "./chunk-D4UUOGK2.js";
export {
  ReportComment,
  encodeMarker,
  subjectLine,
  subjectsIn,
  subjectsOf
};
