import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/errors/findings.ts
var FINDINGS = {
  acceptance: {
    severities: ["notice", "warning"],
    title: "An acceptance of a failing policy does not count, or could not be looked up."
  },
  "always-changed": { severities: ["notice"], title: "A stage runs with each dvc repro." },
  "baseline-measured-again": {
    severities: ["notice"],
    title: "The model of the baseline was measured again with the changed evaluation."
  },
  "baseline-not-comparable": {
    severities: ["notice", "warning"],
    title: "The numbers of the baseline come from another evaluation."
  },
  "check-changes-files": { severities: ["warning"], title: "A check changes a file that Git tracks." },
  "check-passed-with-failures": {
    severities: ["warning"],
    title: "A check ended with exit code 0 although its report has failures."
  },
  "check-report-missing": { severities: ["warning"], title: "A check did not write its report file." },
  "check-report-unreadable": { severities: ["warning"], title: "The report file of a check cannot be used." },
  "data-changed": { severities: ["error"], title: "Data in the workspace differs from its .dvc file." },
  "data-conflict": { severities: ["error"], title: "Both sides of a merge changed the same .dvc file." },
  "data-key-unused": { severities: ["warning"], title: "An entry of data.keys is about no table." },
  "data-leaked": { severities: ["warning", "notice"], title: "Test data is in the training data too." },
  "data-missing": { severities: ["error"], title: "Data that a .dvc file tracks is missing in the workspace." },
  "dependency-missing": { severities: ["error"], title: "A dependency of a stage exists nowhere." },
  "environment-drift": {
    severities: ["warning", "error"],
    title: "A file of the environment has changed, and no stage depends on it."
  },
  "evaluation-changes-files": { severities: ["warning"], title: "The evaluation changes a file that Git tracks." },
  "evaluation-failed": { severities: ["error"], title: "The evaluation failed." },
  "evaluation-inputs": { severities: ["error"], title: "The evaluation read other inputs than dvc.lock records." },
  "evaluation-leaves-files": { severities: ["notice"], title: "The evaluation leaves files that no tool tracks." },
  "frozen-stage": { severities: ["notice"], title: "A stage is frozen, so its inputs are not checked." },
  "held-stage": { severities: ["notice"], title: "A rollback on the base branch made a stage stale." },
  "lock-behind": {
    severities: ["warning"],
    title: "dvc.lock is older than the code, and the stages ran in the validation."
  },
  "lock-conflict": { severities: ["error", "warning"], title: "Both sides of a merge changed a stage in dvc.lock." },
  "metric-claim": { severities: ["error", "notice"], title: "A committed metric differs from the measured one." },
  "metric-not-built": { severities: ["warning"], title: "No stage of the build wrote a metrics file." },
  "metric-not-measured": { severities: ["notice"], title: "A metric was not measured in this run." },
  "metric-unreadable": { severities: ["error", "notice"], title: "A metrics file cannot be read." },
  "noise-unknown": { severities: ["notice"], title: "Too few official builds exist for `metrics.noise`." },
  "not-pushed": { severities: ["notice"], title: "An output has `push: false`." },
  "not-reproducible": {
    severities: ["warning", "error"],
    title: "Two runs of a stage from the same inputs wrote different outputs."
  },
  "not-rolled-back": { severities: ["notice"], title: "A part of the project did not go back." },
  "persisted-output": { severities: ["notice"], title: "An output with `persist: true` was built from nothing." },
  "predictions-unused": {
    severities: ["notice"],
    title: "Predictions do not give the interval of a metric or of its change."
  },
  "remote-moved": { severities: ["warning"], title: "The change names another place for a DVC remote." },
  "setup-writes-dependency": {
    severities: ["warning"],
    title: "The set-up wrote a file into a dependency of a stage."
  },
  "stage-data-missing": {
    severities: ["error"],
    title: "A stage would run only because its data is missing in the workspace."
  },
  "stage-failed": { severities: ["error"], title: "A stale stage failed when the validation ran it." },
  "stale-after-rollback": { severities: ["warning", "notice"], title: "A stage does not fit the rolled-back data." },
  "stale-stage": { severities: ["error", "warning"], title: "A stage is not what dvc.lock records." },
  "trusted-output": { severities: ["notice"], title: "An output was not made in this build." }
};

export {
  FINDINGS
};
