import type { Mode } from '../../report/report.js'
import { MODES } from '../mode.js'
import type { SettingRow } from './row.js'

/** Modes that judge a model. */
export const JUDGING_MODES: readonly Mode[] = ['validate', 'rebuild', 'retrain', 'plan', 'collect']
/** Modes that judge a model or run stages. */
export const JUDGING_OR_RUNNING: readonly Mode[] = [...JUDGING_MODES, 'stage']
/** Modes that use the remote. */
export const WITH_REMOTE: readonly Mode[] = [
  'validate',
  'rebuild',
  'retrain',
  'plan',
  'stage',
  'collect',
  'rollback',
  'diff',
  'audit',
  'gc',
  'verify',
  'doctor',
]
/** Modes that may ask an MLflow server. */
export const WITH_MLFLOW: readonly Mode[] = [...WITH_REMOTE, 'history']
/** Modes that read the project with DVC. */
export const WITH_DVC: readonly Mode[] = [...WITH_REMOTE, 'lint']
/** Modes that read the policies. */
export const WITH_POLICIES: readonly Mode[] = [...JUDGING_MODES, 'history']
/** Modes that describe changed data. */
export const DESCRIBING: readonly Mode[] = [...JUDGING_MODES, 'diff']
export const ALL: readonly Mode[] = MODES.map(({ mode }) => mode)
/** Modes that find or install DVC. */
export const INSTALLING: readonly Mode[] = [...WITH_DVC, 'setup']
/** Modes that read a configuration file. */
export const CONFIGURED: readonly Mode[] = [...INSTALLING, 'history']
/** Modes that change the default branch. */
export const PUBLISHING: readonly Mode[] = ['rebuild', 'retrain', 'plan', 'collect', 'rollback']
/** Modes after which the history of builds has one entry more. */
export const RECORDING: readonly Mode[] = ['rebuild', 'retrain', 'collect', 'rollback']
/** Modes that sign builds, or verify signed ones. */
export const PROVING: readonly Mode[] = [...PUBLISHING, 'verify']
/** Modes that make an official build. */
export const BUILDS: readonly Mode[] = ['rebuild', 'retrain', 'plan', 'collect']
/** Modes that read the model card. */
export const WITH_CARD: readonly Mode[] = [...BUILDS, 'rollback', 'validate', 'lint']
/** Modes that start a retraining, and modes that finish one. */
export const RETRAIN: readonly Mode[] = ['retrain', 'plan']
/** Modes that record the reason of a user. */
export const WITH_REASON: readonly Mode[] = ['retrain', 'plan', 'rollback']
export const RETRAINING_MODES: readonly Mode[] = ['retrain', 'collect']
/** Modes that download more than a build needs. */
export const FETCHING: readonly Mode[] = ['validate', 'rollback', 'collect']
export const ROLLBACK: readonly Mode[] = ['rollback']
export const VALIDATE: readonly Mode[] = ['validate']
/** Modes that finish a validation, and modes that decide where stale stages run. */
export const VALIDATING_MODES: readonly Mode[] = ['validate', 'collect']
export const STALE: readonly Mode[] = ['validate', 'plan', 'collect']
export const REBUILD: readonly Mode[] = ['rebuild']
export const AUDIT: readonly Mode[] = ['audit']
/** Modes whose builds can be audited: their stages run on this machine. */
export const AUDITED: readonly Mode[] = ['rebuild', 'retrain']
/** Modes that run stages, and modes that pass a build from one machine to others. */
export const RUNNING: readonly Mode[] = ['validate', 'rebuild', 'retrain', 'stage']
export const HANDING_ON: readonly Mode[] = ['stage', 'collect']
/** Modes that download data or install packages. */
export const CACHING: readonly Mode[] = [
  'validate',
  'rebuild',
  'retrain',
  'plan',
  'stage',
  'collect',
  'rollback',
  'lint',
  'setup',
  'doctor',
]
export const EVERYWHERE: SettingRow['surfaces'] = ['input', 'option']
