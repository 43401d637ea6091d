import type { Mode } from '../../report/report.js'
import type { SettingName } from '../setting-values.js'

/**
 * How a text (an input, an option's value) becomes what YAML would have given:
 * `plain` as it is, `scalar` with numbers and true/false, `stages` a comma list, `yaml` a mapping, `pairs` a mapping or key=value lines,
 * `params` a mapping or name=value with values as YAML has them, `data` path=from and path+=from.
 */
export type TextForm = 'plain' | 'scalar' | 'stages' | 'yaml' | 'pairs' | 'params' | 'data'

/** One setting: the single source of the validator's keys, the schema, action.yml, `--help` and the tables in the documentation. */
export interface SettingRow {
  /** Name of the input and of the option. */
  name: SettingName
  /** Key in dvc-ci.yaml with its section, where a file can give it. */
  key?: string
  /** One-letter option. */
  short?: string
  text: TextForm
  /** What may be written, for people. */
  values: string
  /** As dvc-ci.yaml would give it. */
  default?: string | number | boolean
  /** What holds without a value, for a setting that has no default. */
  absent?: string
  /** Expression that action.yml gives as the default: for a setting that no file can give, so that it beats none. */
  actionDefault?: string
  description: string
  modes: readonly Mode[]
  /** Where it can be given beside dvc-ci.yaml. */
  surfaces: readonly ('input' | 'option')[]
}

/** True for a setting that is given by its bare option (`--keep-going`). */
export function isFlag(row: SettingRow): boolean {
  return typeof row.default === 'boolean'
}
