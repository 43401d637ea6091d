import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ReportComment,
  inert,
  subjectLine,
  subjectsIn,
  subjectsOf
} from "./chunk-464XBDUA.js";
import "./chunk-VL7KGMCF.js";
import "./chunk-EXO2BLOW.js";
import "./chunk-D4UUOGK2.js";
export {
  ReportComment,
  inert,
  subjectLine,
  subjectsIn,
  subjectsOf
};
