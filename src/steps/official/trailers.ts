/** The start of every trailer of dvc-ci. */
export const TRAILER_PREFIX = 'Dvc-Ci-'
/** The source commit of an official build. */
export const SOURCE_TRAILER = 'Dvc-Ci-Source'
/** The working directory of an official build that is not at the top of the repository. */
export const DIRECTORY_TRAILER = 'Dvc-Ci-Directory'
/** The commit that a rollback restored. */
export const ROLLBACK_TRAILER = 'Dvc-Ci-Rollback'
/** The hash of the dvc.lock files of a tagged build. */
export const LOCK_TRAILER = 'Dvc-Ci-Lock'
/** The workflow run that made a retraining. */
export const RUN_TRAILER = 'Dvc-Ci-Run'
/** The digest of the arguments of a retraining or a rollback. */
export const REQUEST_TRAILER = 'Dvc-Ci-Request'
/** The digest of the new data of a retraining that no workflow run started. */
export const DATA_TRAILER = 'Dvc-Ci-Data'
/** The reason that the user gave for a retraining or a rollback. */
export const REASON_TRAILER = 'Dvc-Ci-Reason'
/** The user who started a rollback. */
export const BY_TRAILER = 'Dvc-Ci-By'
/** The rollback whose hold a build ended (`release`). */
export const RELEASE_TRAILER = 'Dvc-Ci-Release'
/** The seconds that the stages of a build took. */
export const SECONDS_TRAILER = 'Dvc-Ci-Seconds'
/** The environment of a build: the hash of the blob that has it. */
export const ENVIRONMENT_TRAILER = 'Dvc-Ci-Environment'
