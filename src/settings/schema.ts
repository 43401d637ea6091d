import type * as z from 'zod'
import { dataShapes } from './schema/data.js'
import { deployShapes } from './schema/deploy.js'
import { existingVersionShapes } from './schema/existing-version.js'
import { fanOutShapes } from './schema/fan-out.js'
import { gcShapes } from './schema/gc.js'
import { generalShapes } from './schema/general.js'
import { githubShapes } from './schema/github.js'
import { historyShapes } from './schema/history.js'
import { lintShapes } from './schema/lint.js'
import { metricsShapes } from './schema/metrics.js'
import { mlflowShapes } from './schema/mlflow.js'
import { strict } from './schema/parts.js'
import { provenanceShapes } from './schema/provenance.js'
import { rebuildShapes } from './schema/rebuild.js'
import { retrainShapes } from './schema/retrain.js'
import { runShapes } from './schema/run.js'
import { validateShapes } from './schema/validate.js'
import type { SettingName, Values } from './setting-values.js'
import type { SettingRow } from './table/row.js'
import { SETTINGS } from './table.js'

/** The schema of each setting. */
const shapes: { [N in SettingName]: z.ZodType<Values[N]> } = {
  ...generalShapes,
  ...validateShapes,
  ...metricsShapes,
  ...dataShapes,
  ...rebuildShapes,
  ...retrainShapes,
  ...existingVersionShapes,
  ...historyShapes,
  ...provenanceShapes,
  ...mlflowShapes,
  ...deployShapes,
  ...fanOutShapes,
  ...gcShapes,
  ...githubShapes,
  ...lintShapes,
  ...runShapes,
}

/** The schema of one setting. Its input has the form of dvc-ci.yaml; its output is the typed value. */
export function settingSchema<N extends SettingName>(setting: N): z.ZodType<Values[N]> {
  return shapes[setting]
}

/**
 * A setting as a key of the file, with the description for editors. A key with an empty mapping (all lines commented
 * out) counts as absent.
 */
function fileEntry(row: SettingRow): z.ZodType {
  const shape = shapes[row.name].meta({ description: row.description })
  return row.text === 'yaml' || row.text === 'pairs' ? shape.nullable().optional() : shape.optional()
}

let wholeFile: z.ZodType | undefined

/** The schema of dvc-ci.yaml, built once: zod compiles each new schema at its first use. */
export function fileSchema(): z.ZodType {
  wholeFile ??= buildFileSchema()
  return wholeFile
}

/** From the table: top-level keys, and one object for each section. */
function buildFileSchema(): z.ZodType {
  const top: Record<string, z.ZodType> = {}
  const sections = new Map<string, Record<string, z.ZodType>>()
  for (const row of SETTINGS) {
    const [first, second] = row.key?.split('.') ?? []
    if (first === undefined) continue
    if (second === undefined) top[first] = fileEntry(row)
    else {
      const section = sections.get(first) ?? {}
      section[second] = fileEntry(row)
      sections.set(first, section)
    }
  }
  for (const [section, shape] of sections) {
    top[section] = strict(shape, `Write the keys of ${section} below it: ${Object.keys(shape).join(', ')}.`)
      .nullable()
      .optional()
  }
  return strict(top, `Write one key per line: ${Object.keys(top).join(', ')}.`)
}
