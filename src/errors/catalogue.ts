/**
 * Every error that a run can end with, by the identifier that the report, the annotation and the log show. Like rule names
 * (src/settings/rules.ts), identifiers never change. Each has a page, docs/errors/ID.md.
 */

/** The project failed. Exit code 1. */
export const PROJECT_ERRORS = {
  'api-commit-too-large': "The commit is too large for GitHub's API.",
  'api-commit-unsupported': "GitHub's API cannot write a file of the commit.",
  'append-base-missing': 'The data that new rows are appended to is missing or altered.',
  'branch-moved': 'The branch has newer commits than the run.',
  'branch-names-taken': 'Every branch name for the pull request has other commits.',
  'build-not-found': 'The commit has no official build to complete.',
  'build-not-reproducible': 'A clean checkout of the build would run stages again.',
  'check-failed': 'A check of the project failed.',
  'conflict-unresolved': 'A Git conflict needs a decision by the user.',
  'data-altered': 'Data differs from the hash that the commit records.',
  'data-not-pulled': 'A file is missing although DVC pulled it.',
  'deployment-failed': 'The deploy command failed.',
  'dvc-command-failed': 'A command of DVC failed.',
  'dvc-killed': 'A signal ended DVC while stages ran.',
  'fan-out-impossible': 'The stages cannot run in several jobs.',
  'fragment-invalid': 'The fragment of a job cannot be used.',
  'gate-closed': 'A policy on a metric failed.',
  'git-add-failed': 'Git cannot add a file to the commit.',
  'head-moved': 'HEAD moved during the run.',
  'job-failed': 'A job of the plan failed.',
  'lfs-path': 'A file of the commit belongs to Git LFS.',
  'lint-failed': 'A tracking rule found an error.',
  'lock-merge-failed': "The jobs' entries of dvc.lock cannot be merged.",
  'measurement-failed': 'A metric could not be measured or read.',
  'metric-mismatch': 'A committed metric differs from the measured one.',
  'model-of-another-repository': 'The alias of the registered model is at a version of another repository.',
  'output-not-transferable': 'A Git-kept output cannot go to another job.',
  'output-written-twice': 'Two jobs wrote the same file.',
  'path-ignored': 'Git ignores a file that must be committed.',
  'pipeline-stale': 'A stage is stale.',
  'plan-mismatch': 'The plan does not fit the stages of this checkout.',
  'project-install-failed': "The project's packages cannot be installed.",
  'pull-request-not-permitted': 'GitHub does not let the token open the pull request.',
  'push-not-permitted': 'The credentials may not push to the branch.',
  'push-rejected': 'The server rejected the push by a rule.',
  'remote-data-missing': 'The DVC remote lacks data of the commit.',
  'repro-failed': 'dvc repro failed before a stage did.',
  'setup-command-failed': 'The setup command failed.',
  'stage-command-failed': 'The command of a stage failed.',
  'tag-exists': 'The tag exists at another commit.',
  'tag-rejected': 'The server rejected the tag.',
  'tag-remote-missing': 'The checkout has no Git remote to push the tag to.',
  'upstream-stale': 'A stage outside of the working directory is stale.',
  'validation-failed': 'A finding of the validation is an error.',
} as const

/** The set-up is wrong. Exit code 2. */
export const SETUP_ERRORS = {
  'argument-invalid': 'An argument of the command line is wrong.',
  'artifact-not-chosen': 'The tag needs one model of dvc.yaml.',
  'baseline-alias-unusable': 'The alias of the registered model gives no baseline.',
  'baseline-unknown': 'The baseline is not a known branch, tag or commit.',
  'branch-missing': 'The server does not have the branch.',
  'cache-not-usable': 'The tool cache folder cannot be used.',
  'certificate-unreadable': 'The certificate file cannot be read.',
  'commits-not-pushed': 'HEAD has commits that the server does not have.',
  'conda-missing': 'The project needs conda, which is not on PATH.',
  'config-ambiguous': 'Two configuration files exist.',
  'config-credential': 'The configuration file has a credential.',
  'config-invalid': 'The configuration file is not valid YAML.',
  'config-not-found': 'The configuration file does not exist.',
  'config-unreadable': 'The configuration file cannot be read.',
  'conflict-file-unknown': 'The file is not a dvc.lock or .dvc file of the repository.',
  'data-source-missing': 'The source of the new data does not exist.',
  'data-target-invalid': 'The path cannot get new data.',
  'dvc-config-invalid': 'DVC cannot read its configuration.',
  'dvc-does-not-start': 'The DVC that was installed does not start.',
  'dvc-file-invalid': 'A dvc.yaml, dvc.lock or .dvc file is not valid.',
  'dvc-project-empty': 'The working directory has no dvc.yaml and no .dvc file.',
  'dvc-project-invalid': 'DVC cannot read the project.',
  'dvc-project-missing': 'The working directory is in no DVC project.',
  'dvc-version-invalid': 'The setting dvc-version is not a version.',
  'dvc-version-not-installable': 'The version of DVC cannot be installed for this Python.',
  'dvc-version-unsupported': 'The version of DVC is not supported.',
  'event-invalid': 'The payload of the event cannot be read.',
  'event-missing': 'The runner gave no event.',
  'fork-deleted': 'The fork of the pull request was deleted.',
  'fragments-not-writable': 'The folder for fragments cannot be created.',
  'git-no-commit': 'The Git repository has no commit.',
  'git-remote-missing': 'The checkout has no Git remote.',
  'git-repository-missing': 'The folder is in no Git repository.',
  'git-repository-untrusted': 'Another user owns the Git repository.',
  'github-repository-unknown': 'The GitHub repository is not known.',
  'github-token-missing': 'A token for GitHub is missing.',
  'head-detached': 'HEAD is on no branch.',
  'job-unknown': 'The plan does not have the job.',
  'lock-not-restorable': 'The dvc.lock of the older version cannot be split by stage.',
  'metric-unknown': 'No metric has the requested name.',
  'metrics-file-outside': 'The metrics file is outside of the repository.',
  'metrics-file-too-large': 'The metrics file is too large.',
  'mlflow-address-invalid': 'The address of MLflow cannot be read.',
  'mlflow-address-unsupported': 'The address of MLflow is not an HTTP server.',
  'mode-not-possible': 'The mode does not fit the event.',
  'model-not-chosen': 'The model to register is ambiguous.',
  'model-version-unknown': 'The version of the registered model gives no commit.',
  'not-confirmed': 'The user did not confirm.',
  'output-changed': 'An output in the workspace differs from dvc.lock.',
  'output-duplicated': 'Two stages write the same output.',
  'output-in-use': 'An output is a mount point or in use.',
  'output-unsupported': 'An output is neither a file nor a folder.',
  'outputs-overlap': 'An output lies inside another one.',
  'param-not-settable': 'The parameter cannot be set.',
  'param-unknown': 'The parameter does not exist.',
  'param-unused': 'No stage uses the parameter.',
  'path-outside-repository': 'A path leaves the repository.',
  'pipeline-cycle': 'The pipeline has a cycle.',
  'plan-invalid': 'The plan is missing, damaged or for another checkout.',
  'plan-too-large': 'The plan is too large for the outputs of a job.',
  'program-not-found': 'A program is not on PATH.',
  'python-missing': 'A suitable Python is missing.',
  'remote-config-invalid': 'The configuration of the DVC remote is wrong.',
  'remote-default-missing': 'The repository has no default DVC remote.',
  'remote-missing': 'The repository has no DVC remote.',
  'remote-support-missing': 'DVC lacks the package for this remote.',
  'remote-unknown': 'No DVC remote has the configured name.',
  'resources-insufficient': 'A stage asks for more than the machine has.',
  'revision-unknown': 'The revision is not in the repository.',
  'setting-conflict': 'Two settings contradict each other.',
  'setting-invalid': 'A setting has a wrong value.',
  'setting-missing': 'A setting is missing.',
  'setting-unknown': 'A setting does not exist.',
  'stage-file-in-output': 'A dvc.yaml or .dvc file lies in an output.',
  'stage-frozen': 'The stage is frozen, so it cannot run.',
  'stage-meta-invalid': 'The key meta.dvc-ci of a stage is wrong.',
  'stage-unknown': 'The pipeline does not have the stage.',
  'storage-changed': 'Git tracks an output that DVC tracked before.',
  'target-unknown': 'The target is not a stage, an output or a .dvc file.',
  'template-unresolved': 'A template of dvc.yaml cannot be resolved.',
  'uv-not-installable': 'This Python cannot install uv.',
  'working-directory-invalid': 'The working directory cannot be used.',
  'workspace-dirty': 'The working tree has uncommitted changes.',
  'workspace-in-use': 'Another run works in this checkout.',
  'yaml-invalid': 'A file of the project is not valid YAML.',
} as const

/** A system outside of the project failed. Exit code 3. */
export const OUTSIDE_ERRORS = {
  'comment-not-answered': 'The comment on the pull request could not be answered.',
  'deployment-not-started': 'GitHub did not create the deployment.',
  'disk-failing': 'The disk reports input or output errors.',
  'disk-full': 'The disk is full.',
  'disk-quota-exceeded': 'The disk quota is exceeded.',
  'disk-read-only': 'The disk is mounted read-only.',
  'data-source-unreachable': 'The new data cannot be downloaded.',
  'dvc-checkout-failed': 'DVC could not put data into the workspace.',
  'dvc-ended': 'DVC ended without an answer.',
  'dvc-failed': 'DVC failed with an error that dvc-ci does not know.',
  'dvc-install-failed': 'DVC could not be installed.',
  'dvc-pull-failed': 'DVC could not download data.',
  'dvc-push-failed': 'DVC could not upload data.',
  'environment-not-created': 'The virtual environment could not be created.',
  'experiment-deleted': 'The experiment of MLflow was deleted.',
  'git-access-denied': 'The Git server denies access.',
  'git-checkout-failed': 'Git could not change the working tree.',
  'git-command-failed': 'A Git command failed.',
  'git-fetch-failed': 'Git cannot fetch a commit from the server.',
  'git-push-failed': 'The push to the Git server failed.',
  'git-server-unreachable': 'The Git server does not answer.',
  'import-failed': 'DVC could not download an import.',
  'mlflow-access-denied': 'MLflow denies access.',
  'mlflow-request-failed': 'MLflow answered with an error.',
  'mlflow-unreachable': 'MLflow does not answer.',
  'model-registration-failed': 'MLflow could not register the model.',
  'model-registration-pending': 'MLflow did not finish the registration in time.',
  'out-of-memory': 'The machine is out of memory.',
  'package-index-unreachable': 'The package index cannot be reached.',
  'program-not-started': 'The system could not start a program.',
  'pull-request-failed': 'The pull request could not be opened.',
  'push-contended': 'Other pushes moved the branch at every attempt.',
  'remote-folder-missing': 'The folder of the DVC remote does not exist.',
  'remote-unreachable': 'The DVC remote cannot be used.',
  'too-many-open-files': 'Too many files are open.',
  'uv-install-failed': 'uv could not be installed.',
  'workspace-not-restored': 'Files of the workspace could not be restored.',
} as const

/** The run was cancelled. Exit code 130. */
export const CANCELLED_ERRORS = { cancelled: 'The run was cancelled.' } as const

/** A bug of dvc-ci. Exit code 3. */
export const INTERNAL_ERRORS = { internal: 'dvc-ci has a bug.' } as const

export type ProjectErrorId = keyof typeof PROJECT_ERRORS
export type SetupErrorId = keyof typeof SETUP_ERRORS
export type OutsideErrorId = keyof typeof OUTSIDE_ERRORS
export type CancelledErrorId = keyof typeof CANCELLED_ERRORS
export type InternalErrorId = keyof typeof INTERNAL_ERRORS
export type ErrorId = ProjectErrorId | SetupErrorId | OutsideErrorId | CancelledErrorId | InternalErrorId

/** One row of the catalogue. */
export interface CatalogueEntry {
  id: ErrorId
  exitCode: 1 | 2 | 3 | 130
  title: string
}

/** The whole catalogue, by identifier. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...entries(PROJECT_ERRORS, 1),
  ...entries(SETUP_ERRORS, 2),
  ...entries(OUTSIDE_ERRORS, 3),
  ...entries(CANCELLED_ERRORS, 130),
  ...entries(INTERNAL_ERRORS, 3),
].sort((a, b) => (a.id < b.id ? -1 : 1))

function entries<Id extends ErrorId>(
  titles: Readonly<Record<Id, string>>,
  exitCode: CatalogueEntry['exitCode'],
): CatalogueEntry[] {
  return (Object.keys(titles) as Id[]).map((id) => ({ id, exitCode, title: titles[id] }))
}
