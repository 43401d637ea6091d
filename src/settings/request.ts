import { isAbsolute, normalize } from 'node:path'
import { didYouMean, nearest } from '../text/nearest.js'
import { isUrl } from './data-source.js'
import { issueProblems, type Origin } from './issues.js'
import { dotted, type Problem, showValue, throwProblems } from './problems.js'
import { settingSchema } from './schema.js'
import type { SettingName } from './setting-values.js'
import type { EventContext, NewData } from './settings.js'
import { settingRow } from './table.js'
import { readText } from './text.js'

/**
 * The settings that a retraining request may change. The repository alone decides where the result goes, its baseline
 * and when it is published, so `better`, the policies and `commit` are not in the list.
 */
export const REQUEST_KEYS = [
  'stages',
  'params',
  'reason',
  'data',
  'update',
  'dry-run',
] as const satisfies readonly SettingName[]

/**
 * The settings in the event: `client_payload` of a repository_dispatch, `inputs` of a workflow_dispatch. Values have
 * the form of dvc-ci.yaml, or are texts like inputs.
 * @throws {SetupError} with all problems. Unknown keys of a client_payload are problems; a workflow may have other
 * inputs.
 */
export function requestLayer({ name, request = {} }: EventContext): Map<SettingName, unknown> {
  const label = name === 'repository_dispatch' ? 'client_payload' : 'inputs'
  const given = new Map<SettingName, unknown>()
  const problems: Problem[] = []
  if (label === 'client_payload') {
    for (const key of Object.keys(request).filter((each) => !REQUEST_KEYS.some((known) => known === each))) {
      const meant = nearest(key, REQUEST_KEYS)
      problems.push({
        id: 'setting-unknown',
        message: `${label}: ${showValue(key)} is not a setting of a retraining request.`,
        key: `${label}.${key}`,
        value: key,
        remedy: `${didYouMean(meant)}Allowed: ${REQUEST_KEYS.join(', ')}.`,
      })
    }
  }
  for (const key of REQUEST_KEYS) {
    const written = Object.hasOwn(request, key) ? request[key] : undefined
    // An unfilled field of a form is empty.
    if (written === undefined || written === null || (typeof written === 'string' && written.trim() === '')) continue
    const read = typeof written === 'string' ? readText(settingRow(key).text, written.trim()) : { value: written }
    if ('problems' in read) {
      problems.push(
        ...read.problems.map(({ message, remedy }) => ({
          id: 'setting-invalid' as const,
          message: `${label}.${key}: ${message}`,
          key: `${label}.${key}`,
          remedy,
        })),
      )
      continue
    }
    const parsed = settingSchema(key).safeParse(read.value)
    if (!parsed.success) problems.push(...issueProblems(parsed.error, read.value, originOf(`${label}.${key}`)))
    else if (key === 'data') problems.push(...outside(parsed.data as NewData[], label))
    if (parsed.success) given.set(key, read.value)
  }
  throwProblems(problems)
  return given
}

function originOf(label: string): Origin {
  const named = (path: readonly PropertyKey[]) => (path.length === 0 ? label : `${label}: ${dotted(path)}`)
  return { name: named, key: (path) => dotted([label, ...path]) }
}

/**
 * A request may not read the runner's own files, such as keys and configuration. Local paths must be in the checkout.
 */
function outside(changes: readonly NewData[], label: string): Problem[] {
  return changes.flatMap(({ from }) => {
    if (from === undefined || isUrl(from)) return []
    const path = normalize(from.replaceAll('\\', '/'))
    const inside =
      !isAbsolute(path) &&
      path !== '..' &&
      !path.startsWith('../') &&
      !/(^|\/)\.(git|dvc)(\/|$)/.test(path) &&
      !path.startsWith('~')
    return inside
      ? []
      : [
          {
            id: 'setting-invalid' as const,
            message: `${label}.data: from is ${showValue(from)}.`,
            key: `${label}.data.from`,
            value: from,
            remedy: 'Name a file of the checkout, or an address such as s3://bucket/new.csv.',
          },
        ]
  })
}
