import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/settings/event-rules.ts
var JUDGING = ["validate", "lint", "resolve", "setup", "doctor", "plan", "stage", "collect"];
var BUILDING = ["rebuild", "retrain", "rollback"];
var SHOWING = ["comment"];
var OF_WRITERS = [
  "push",
  "schedule",
  "workflow_dispatch",
  "repository_dispatch",
  "release",
  "create",
  "deployment",
  "deployment_status"
];
var EVENT_RULES = [
  {
    events: ["local"],
    origin: "own",
    modes: [...JUDGING, ...BUILDING, "diff", "history", "audit", "gc", "verify"],
    trusted: true
  },
  {
    events: OF_WRITERS,
    origin: "own",
    modes: [...JUDGING, ...BUILDING, "history", "audit", "gc", "verify"],
    trusted: true
  },
  // GitHub gives such a run no secrets. After `@dependabot merge` it is the push to the default branch.
  { events: ["push"], origin: "dependabot", modes: [...JUDGING, ...BUILDING], trusted: false },
  { events: ["pull_request", "merge_group"], origin: "own", modes: [...JUDGING, ...BUILDING], trusted: true },
  { events: ["pull_request", "merge_group"], origin: "dependabot", modes: JUDGING, trusted: false },
  { events: ["pull_request"], origin: "fork", modes: JUDGING, trusted: false },
  // The workflow before it ran code of this repository.
  { events: ["workflow_run"], origin: "own", modes: [...JUDGING, ...BUILDING, ...SHOWING], trusted: true },
  // That run had no credential. Its report is data of an unknown person.
  { events: ["workflow_run"], origin: "fork", modes: SHOWING, trusted: false },
  { events: ["workflow_run"], origin: "dependabot", modes: SHOWING, trusted: false },
  // `/dvc-ci validate SHA` starts it, and users with write access can.
  {
    events: ["workflow_dispatch"],
    origin: "named",
    modes: ["validate", ...SHOWING],
    trusted: false,
    readsRemote: true
  },
  // The command checks the rights of the comment's author, and runs no code of a change.
  { events: ["issue_comment"], origin: "anyone", modes: ["command"], trusted: false }
];
var DEPENDABOT = "dependabot[bot]";
var FROM_ANYONE = ["issue_comment"];
function originOf({
  name,
  pullRequest,
  foreignRun,
  namedCommit,
  actor
}) {
  if (namedCommit === true) return "named";
  if (pullRequest?.fork === true || foreignRun === true) return "fork";
  if (FROM_ANYONE.includes(name)) return "anyone";
  return actor === DEPENDABOT ? "dependabot" : "own";
}
function hasNoSecrets({ trusted, namedCommit }) {
  return !trusted && namedCommit !== true;
}
function ruleOf(event) {
  const origin = originOf(event);
  return EVENT_RULES.find((rule) => rule.origin === origin && rule.events.includes(event.name));
}
var ORIGINS = {
  own: "this repository",
  fork: "a fork",
  dependabot: "Dependabot",
  named: "a named commit of a pull request",
  anyone: "any account of GitHub"
};

export {
  EVENT_RULES,
  originOf,
  hasNoSecrets,
  ruleOf,
  ORIGINS
};
