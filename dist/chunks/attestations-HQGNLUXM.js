import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import "./chunk-VUXC3WPS.js";

// src/github/attestations.ts
var LIMIT = 3e4;
async function storeAttestation(github, bundle) {
  github.endWithin(LIMIT);
  const { data } = await github.octokit.request("POST /repos/{owner}/{repo}/attestations", {
    ...github.repo,
    bundle: JSON.parse(bundle)
  });
  return data.id;
}
export {
  storeAttestation
};
