import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CancelledError,
  SetupError
} from "./chunk-C5E46KOX.js";

// src/steps/publish/connect-github.ts
async function openFlowGitHub({ settings, host, signal }, why) {
  const { event, github } = settings;
  if (event.repository === void 0) {
    throw new SetupError(
      "github-repository-unknown",
      `${why} needs GitHub, and nothing says which repository of it this is.`,
      {
        key: "GITHUB_REPOSITORY",
        remedy: "It works in a workflow. Elsewhere use `commit: push`, or `commit: none`."
      }
    );
  }
  if (github.token === void 0) {
    throw new SetupError("github-token-missing", `${why} needs a token of GitHub's, and there is none.`, {
      key: "token",
      remedy: "Give the input `token` one, or set GITHUB_TOKEN."
    });
  }
  if (signal.aborted) throw new CancelledError("cancelled", `cancelled before GitHub was asked (${why}).`);
  const { connect } = await import("./client-XD77SSFA.js");
  const client = connect({
    token: github.token,
    apiUrl: github.apiUrl,
    repository: event.repository,
    debug: (message) => host.debug(message)
  });
  signal.addEventListener("abort", () => client.endWithin(0), { once: true });
  return client;
}

export {
  openFlowGitHub
};
