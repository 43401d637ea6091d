import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  nearest,
  showValue,
  throwProblems
} from "./chunk-TWNUUX6Z.js";
import {
  SetupError
} from "./chunk-RRI2TGUO.js";

// src/settings/init-options.ts
var CREDENTIALS = ["oidc", "secrets", "none"];
var MORE_WORKFLOWS = ["retrain", "rollback", "commands"];
var INIT_OPTIONS = [
  { name: "yes", short: "y", description: "Take the default of every question." },
  { name: "update", description: "Write what a newer dvc-ci writes, with the earlier answers. Your changes stay." },
  { name: "dry-run", description: "Show the changes and write nothing." },
  {
    name: "pull-request",
    description: "Open a pull request with the files (GITHUB_TOKEN or GH_TOKEN), and leave the checkout as it is."
  },
  { name: "overwrite", description: "Replace files of the same name that no init wrote, and uncommitted changes." },
  { name: "branch", values: "NAME", description: "The default branch (default: that of the server)." },
  {
    name: "credentials",
    values: "oidc, secrets or none",
    description: "Credentials of the remote: a login without a stored key (AWS, Google Cloud, Azure), or secrets."
  },
  {
    name: "runs-on",
    values: "LABELS",
    description: "Labels of the runner that builds the model, with commas (default: ubuntu-latest)."
  },
  {
    name: "workflows",
    values: "NAMES",
    description: "Further workflows, with commas: retrain, rollback, commands, or none."
  },
  {
    name: "code-owners",
    values: "OWNERS",
    description: "Owners of the data for CODEOWNERS, such as @team/data, or none."
  },
  { name: "mlflow", description: "Track in MLflow (default: if the code imports it). --no-mlflow: do not." },
  {
    name: "release",
    values: "REF",
    description: "Release of dvc-ci that the workflows use: a tag, or the hash of a commit (default: v1)."
  },
  { name: "project", values: "DIR", description: "Only the project in this folder. Repeat it for several." },
  {
    name: "working-directory",
    short: "C",
    values: "DIR",
    description: "A folder of the repository (default: the current one)."
  },
  { name: "demo", description: "Make a project to play with in the folder that follows (default: dvc-ci-demo)." },
  { name: "verbose", short: "v", description: "Show more details in the log." },
  { name: "help", short: "h", description: "Show this help." }
];

// src/settings/init-values.ts
function invalid(key, value, message, remedy) {
  return { id: "argument-invalid", message, key, value, remedy };
}
function listOf(text) {
  return text?.split(",").map((part) => part.trim()).filter((part) => part !== "");
}
function choices(name, text, allowed, problems) {
  return listOf(text)?.flatMap((value) => {
    const known = allowed.find((choice) => choice === value);
    if (known !== void 0) return [known];
    const meant = nearest(value, allowed);
    problems.push(
      invalid(
        name,
        value,
        `--${name} is ${showValue(value)}.`,
        `${meant === void 0 ? "" : `Did you mean ${meant}? `}Allowed: ${allowed.join(", ")}.`
      )
    );
    return [];
  });
}
function ownersOf(text, problems) {
  if (text === void 0) return void 0;
  const owners = text === "none" ? [] : text.split(/[\s,]+/).filter((owner) => owner !== "");
  for (const owner of owners)
    if (!OWNER.test(owner))
      problems.push(
        invalid(
          "code-owners",
          owner,
          `${showValue(owner)} is no owner.`,
          "Write @login, @org/team or an e-mail address."
        )
      );
  return owners.join(" ");
}
var OWNER = /^(?:@[\w.-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/;
function parseOwners(text) {
  const problems = [];
  const owners = ownersOf(text, problems) ?? "";
  throwProblems(problems);
  return owners;
}
function parseWorkflows(text) {
  const problems = [];
  const names = text === "none" ? [] : choices("workflows", text, MORE_WORKFLOWS, problems) ?? [];
  throwProblems(problems);
  return names;
}
function parseCredentials(text) {
  const known = CREDENTIALS.find((choice) => choice === text);
  if (known !== void 0) return known;
  throw new SetupError("argument-invalid", `${showValue(text)} is no source of credentials.`, {
    key: "credentials",
    value: text,
    remedy: `Allowed: ${CREDENTIALS.join(", ")}.`
  });
}

export {
  CREDENTIALS,
  MORE_WORKFLOWS,
  INIT_OPTIONS,
  invalid,
  listOf,
  choices,
  ownersOf,
  parseOwners,
  parseWorkflows,
  parseCredentials
};
