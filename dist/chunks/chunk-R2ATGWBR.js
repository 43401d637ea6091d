import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/settings/rules.ts
var RULES = {
  "conflict-markers": { severity: "error", summary: "A DVC file has the conflict markers of Git." },
  "credentials-in-config": { severity: "error", summary: "Git tracks a credential in .dvc/config." },
  "credentials-in-url": {
    severity: "error",
    summary: "A DVC file has an address with a password or token."
  },
  "credentials-in-params": { severity: "error", summary: "A parameter file has a credential." },
  "lock-missing": { severity: "error", summary: "A dvc.yaml has stages, but there is no dvc.lock." },
  "lock-not-committed": { severity: "error", summary: "Git does not track the dvc.lock." },
  "lock-out-of-step": { severity: "error", summary: "A dvc.lock does not match the stages of dvc.yaml." },
  "dvc-file-ignored": {
    severity: "error",
    summary: "Git ignores a .dvc file, dvc.yaml or dvc.lock, so DVC does not read it."
  },
  "output-in-git": { severity: "error", summary: "DVC and Git both track the same file." },
  "output-nowhere": {
    severity: "error",
    summary: "Neither DVC (`cache: false`) nor Git, which ignores it, tracks an output."
  },
  "large-file": { severity: "warning", summary: "Git tracks large data." },
  "binary-data": {
    severity: "warning",
    summary: "Git tracks data or a model in a binary format, or a large collection of such files."
  },
  "dvc-gitignore-missing": {
    severity: "warning",
    summary: "No .gitignore keeps credentials and the cache of .dvc out of Git."
  },
  "virtual-environment-in-git": {
    severity: "warning",
    summary: "Git tracks a virtual environment or installed packages."
  },
  "cache-in-git": {
    severity: "warning",
    summary: "Git tracks cache files, which a tool makes again when it needs them."
  },
  "notebook-outputs": { severity: "warning", summary: "Git tracks a notebook with large outputs." },
  "absolute-path": {
    severity: "warning",
    summary: "A dependency or output has an absolute path, which exists only on one machine."
  },
  "local-remote": { severity: "warning", summary: "The DVC remote is a folder that does not exist on the runner." },
  "uncommitted-file": {
    severity: "warning",
    summary: "Git does not track a file that the project needs."
  },
  "old-dvc": {
    severity: "notice",
    summary: "A list of packages installs a DVC that is too old for dvc-ci."
  },
  "undeclared-lock-file": {
    severity: "notice",
    summary: "No stage depends on the lock file of the packages."
  },
  "card-broken": {
    severity: "error",
    summary: "The model card cannot get the part of a build."
  },
  "skip-ci-in-pull-request": {
    severity: "warning",
    summary: "A squash merge of the pull request would skip the rebuild."
  },
  "changed-elsewhere": {
    severity: "notice",
    summary: "Another open pull request changes the same `.dvc` file, or the entry of the same stage in dvc.lock."
  }
};
var RULE_NAMES = Object.keys(RULES);

export {
  RULES,
  RULE_NAMES
};
