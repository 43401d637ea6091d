import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ReportComment,
  inert,
  subjectLine,
  subjectsIn,
  subjectsOf
} from "./chunk-PFKBJTKS.js";
import "./chunk-T5VXIKVZ.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  ReportComment,
  inert,
  subjectLine,
  subjectsIn,
  subjectsOf
};
