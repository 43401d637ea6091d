import type { Mode } from '../../report/report.js'
import type { SettingName } from '../setting-values.js'

/**
 * How a text (an input, the value of an option) becomes a YAML value:
 * `plain` keeps the text; `scalar` reads numbers and true/false; `stages` a comma list; `yaml` a mapping; `pairs` a
 * mapping or key=value lines; `params` a mapping or name=value with YAML values; `data` path=from and path+=from; `names`
 * a comma list or a YAML list.
 */
export type TextForm = 'plain' | 'scalar' | 'stages' | 'yaml' | 'pairs' | 'params' | 'data' | 'names'

/**
 * One setting. This row is the only source of its key, its schema entry, action.yml, `--help` and the documentation
 * tables.
 */
export interface SettingRow {
  /** Name of the input and of the option. */
  name: SettingName
  /** Key in dvc-ci.yaml with its section, if a file can give it. */
  key?: string
  /** One-letter option. */
  short?: string
  text: TextForm
  /** Allowed values, for people. */
  values: string
  /** Default in the form of dvc-ci.yaml. */
  default?: string | number | boolean
  /** Behaviour without a value, for a setting without a default. */
  absent?: string
  /** Expression of the default in action.yml, for a setting that no file can give: it overrides nothing. */
  actionDefault?: string
  /** Of credential-variables.ts: it gives a credential to the command line, which has no option for it. */
  variable?: string
  description: string
  modes: readonly Mode[]
  /** Sources of the setting besides dvc-ci.yaml. */
  surfaces: readonly ('input' | 'option')[]
}

/** True for a setting whose option takes no value (`--keep-going`). */
export function isFlag(row: SettingRow): boolean {
  return typeof row.default === 'boolean'
}
