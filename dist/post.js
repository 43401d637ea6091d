import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  debug
} from "./chunks/chunk-VBPHWKFS.js";
import "./chunks/chunk-3NEUBY33.js";
import "./chunks/chunk-D4UUOGK2.js";

// src/post.ts
debug("dvc-ci: nothing is left to clean up.");
