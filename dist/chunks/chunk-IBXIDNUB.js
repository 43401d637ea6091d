import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CancelledError,
  SetupError
} from "./chunk-GSQGKKGD.js";

// src/steps/publish/connect-github.ts
async function openFlowGitHub({ settings, host, signal }, why) {
  const { event, github } = settings;
  if (event.repository === void 0) {
    throw new SetupError("github-repository-unknown", `${why} needs GitHub, and GITHUB_REPOSITORY is not set.`, {
      key: "GITHUB_REPOSITORY",
      remedy: "Run in a workflow, or use `commit: push` or `commit: none`."
    });
  }
  if (github.token === void 0) {
    throw new SetupError("github-token-missing", `${why} needs a token for GitHub, and none is set.`, {
      key: "token",
      remedy: "Set the input `token`, or GITHUB_TOKEN."
    });
  }
  if (signal.aborted) throw new CancelledError("cancelled", `cancelled before the first request to GitHub (${why}).`);
  const { connect } = await import("./client-A4PBHEU6.js");
  const client = connect({
    token: github.token,
    apiUrl: github.apiUrl,
    repository: event.repository,
    debug: (message) => host.debug(message),
    redact: (text) => host.redact(text)
  });
  signal.addEventListener("abort", () => client.endWithin(0), { once: true });
  return client;
}

export {
  openFlowGitHub
};
