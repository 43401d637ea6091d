import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  withoutPeriod
} from "./chunk-WFAHW5JG.js";
import {
  messageOf
} from "./chunk-GSQGKKGD.js";

// src/github/failure.ts
var REMEDIES = {
  401: "GitHub rejects the token: set the input `token` to a valid one",
  404: "it does not exist, or the token may not read it",
  410: "it was deleted"
};
function property(value, key) {
  return typeof value === "object" && value !== null && key in value ? value[key] : void 0;
}
function failureOf(error) {
  const response = property(error, "response");
  const status = property(response, "status");
  const headers = property(response, "headers");
  const answered = typeof status === "number" ? status : property(error, "name") === "GraphqlResponseError" ? 200 : void 0;
  return {
    ...answered === void 0 ? {} : { status: answered },
    headers: typeof headers === "object" && headers !== null ? headers : {},
    message: messageOf(error)
  };
}
async function orAbsent(answer) {
  try {
    return await answer;
  } catch (error) {
    const { status } = failureOf(error);
    if (status === 404 || status === 410) return void 0;
    throw error;
  }
}
function mayHaveHappened(error) {
  const { status } = failureOf(error);
  return status === void 0 || status >= 500;
}
function failureText(error, permission) {
  const { status, message } = failureOf(error);
  if (status === void 0 || status === 200) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
    return cause === "" || message.includes(cause) ? message : `${message} (${cause})`;
  }
  const remedy = status === 403 && permission !== void 0 ? `if the token lacks the permission, add \`permissions: ${permission}\` to the job` : REMEDIES[status];
  const said = withoutPeriod(message.replace(/ - https?:\/\/\S+$/, ""));
  return `GitHub answers ${status}, ${said}${remedy === void 0 ? "" : `; ${remedy}`}`;
}

export {
  failureOf,
  orAbsent,
  mayHaveHappened,
  failureText
};
