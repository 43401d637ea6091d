import type { SettingName } from './setting-values.js'
import { DATA_SETTINGS } from './table/data.js'
import { DEPLOY_SETTINGS } from './table/deploy.js'
import { EXISTING_VERSION_SETTINGS } from './table/existing-version.js'
import { FAN_OUT_SETTINGS } from './table/fan-out.js'
import { GC_SETTINGS } from './table/gc.js'
import { GENERAL_SETTINGS } from './table/general.js'
import { GITHUB_SETTINGS } from './table/github.js'
import { HISTORY_SETTINGS } from './table/history.js'
import { LINT_SETTINGS } from './table/lint.js'
import { METRICS_SETTINGS } from './table/metrics.js'
import { MLFLOW_SETTINGS } from './table/mlflow.js'
import { PROVENANCE_SETTINGS } from './table/provenance.js'
import { REBUILD_SETTINGS } from './table/rebuild.js'
import { RETRAIN_SETTINGS } from './table/retrain.js'
import type { SettingRow } from './table/row.js'
import { RUN_SETTINGS } from './table/run.js'
import { VALIDATE_SETTINGS } from './table/validate.js'

/** Every setting, in the order of action.yml, `--help` and the documentation. */
export const SETTINGS: readonly SettingRow[] = [
  ...GENERAL_SETTINGS,
  ...VALIDATE_SETTINGS,
  ...METRICS_SETTINGS,
  ...DATA_SETTINGS,
  ...REBUILD_SETTINGS,
  ...RETRAIN_SETTINGS,
  ...EXISTING_VERSION_SETTINGS,
  ...HISTORY_SETTINGS,
  ...PROVENANCE_SETTINGS,
  ...MLFLOW_SETTINGS,
  ...DEPLOY_SETTINGS,
  ...FAN_OUT_SETTINGS,
  ...GC_SETTINGS,
  ...GITHUB_SETTINGS,
  ...LINT_SETTINGS,
  ...RUN_SETTINGS,
]

const byName = new Map(SETTINGS.map((row) => [row.name, row]))

/** The row of a setting. */
export function settingRow(name: SettingName): SettingRow {
  const row = byName.get(name)
  if (row === undefined) throw new Error(`the table of settings has no '${name}'`)
  return row
}
