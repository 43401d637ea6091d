import type { SettingRow } from './table/row.js'
import { SETTINGS } from './table.js'

/** A group of settings, as the documentation shows it. */
export interface SettingSection {
  /** Its table is `settings-NAME` on a Markdown page. */
  name: string
  /** Heading of its table in docs/configuration.md. */
  title: string
  rows: readonly SettingRow[]
}

/** Sections in the order of the table of settings. Each begins at the setting `first` and ends before the next one. */
const STARTS = [
  { name: 'general', title: 'Project, remote and checks', first: 'mode' },
  { name: 'validate', title: 'Validation', first: 'pull' },
  { name: 'metrics', title: 'Metrics and policies', first: 'baseline' },
  { name: 'data', title: 'Data', first: 'data-diff' },
  { name: 'rebuild', title: 'Official builds', first: 'when' },
  { name: 'retrain', title: 'Retraining', first: 'stages' },
  { name: 'rollback', title: 'Rollback and resume', first: 'to' },
  { name: 'history', title: 'History of builds', first: 'history-branch' },
  { name: 'provenance', title: 'Provenance', first: 'provenance' },
  { name: 'mlflow', title: 'MLflow', first: 'tracking-uri' },
  { name: 'deploy', title: 'Deployment', first: 'environment' },
  { name: 'fan-out', title: 'Many machines', first: 'runs-on' },
  { name: 'gc', title: 'Retention of the remote', first: 'delete' },
  { name: 'github', title: 'GitHub', first: 'comment' },
  { name: 'lint', title: 'Tracking rules and merges', first: 'lint-off' },
  { name: 'run', title: 'Cache and report files', first: 'cache' },
] as const

/**
 * Every setting, in exactly one section.
 * @throws {Error} a section begins at a setting that does not exist, or before the section that precedes it
 */
export function settingSections(): SettingSection[] {
  const starts = STARTS.map(({ first }) => SETTINGS.findIndex((row) => row.name === first))
  return STARTS.map(({ name, title, first }, index) => {
    const [start = -1, end = SETTINGS.length] = [starts[index], starts[index + 1]]
    if (start < (starts[index - 1] ?? 0) || (index === 0 && start !== 0))
      throw new Error(`the section '${name}' cannot begin at the setting '${first}'`)
    return { name, title, rows: SETTINGS.slice(start, end) }
  })
}
