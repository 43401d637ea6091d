import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  debug
} from "./chunks/chunk-UM36WHJS.js";
import "./chunks/chunk-AMUJ7TTL.js";
import "./chunks/chunk-4XJPYLEX.js";
import "./chunks/chunk-D4UUOGK2.js";

// src/post.ts
debug("dvc-ci: nothing is left to clean up.");
