import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  require_dist,
  require_dist2
} from "./chunk-WUYIWYGR.js";
import {
  PAYLOAD_TYPE,
  keyHint
} from "./chunk-VRXWJZKH.js";
import "./chunk-CBSCIB3E.js";
import "./chunk-RR45DKNZ.js";
import "./chunk-33TNGAK7.js";
import {
  __toESM
} from "./chunk-VUXC3WPS.js";

// src/provenance/key-signer.ts
var import_bundle = __toESM(require_dist(), 1);
var import_core = __toESM(require_dist2(), 1);
import { createPrivateKey, sign } from "node:crypto";
function keySigner(pem) {
  const key = createPrivateKey(pem);
  const hint = keyHint(key);
  return {
    kind: "key",
    sign(statement) {
      const artifact = Buffer.from(statement);
      const signature = sign("sha256", import_core.dsse.preAuthEncoding(PAYLOAD_TYPE, artifact), key);
      return Promise.resolve(
        JSON.stringify((0, import_bundle.bundleToJSON)((0, import_bundle.toDSSEBundle)({ artifact, artifactType: PAYLOAD_TYPE, signature, keyHint: hint })))
      );
    }
  };
}
export {
  keySigner
};
