import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/settings/provenance.ts
import { resolve } from "node:path";
var ADDRESSES = { fulcio: "DVC_CI_FULCIO_URL", rekor: "DVC_CI_REKOR_URL", tsa: "DVC_CI_TSA_URL" };
function signingEnvironment(env) {
  const services = Object.entries(ADDRESSES).flatMap(
    ([name, variable]) => env[variable] ? [[name, env[variable].replace(/\/+$/, "")]] : []
  );
  return {
    hasIdentity: Boolean(env["ACTIONS_ID_TOKEN_REQUEST_URL"] && env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]) || Boolean(env["SIGSTORE_ID_TOKEN"]),
    services: Object.fromEntries(services),
    server: env["GITHUB_SERVER_URL"] || "https://github.com"
  };
}
function verifyOf(words = [], bundle, base) {
  return { subject: words[0] ?? "HEAD", ...bundle === void 0 ? {} : { bundle: resolve(base, bundle) } };
}
function provenanceOf(read, event, signing, base) {
  const [signingKey, trustedRoot] = [read("signing-key"), read("trusted-root")];
  const given = signing?.services ?? {};
  return {
    ...read("provenance"),
    ...signingKey === void 0 ? {} : { signingKey },
    ...trustedRoot === void 0 ? {} : { trustedRoot: resolve(base, trustedRoot) },
    // A private Sigstore has exactly the services that are named.
    services: given.fulcio === void 0 ? defaultServices(event, signing?.server) : { ...given, fulcio: given.fulcio },
    hasIdentity: signing?.hasIdentity ?? false
  };
}
function defaultServices({ publicRepository }, server = "https://github.com") {
  const { hostname } = new URL(server);
  if (publicRepository === true && hostname === "github.com")
    return { fulcio: "https://fulcio.sigstore.dev", rekor: "https://rekor.sigstore.dev" };
  const host = hostname === "github.com" ? "githubapp.com" : hostname;
  return { fulcio: `https://fulcio.${host}`, tsa: `https://timestamp.${host}` };
}

export {
  signingEnvironment,
  verifyOf,
  provenanceOf
};
