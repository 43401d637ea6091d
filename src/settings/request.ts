import { isAbsolute, normalize } from 'node:path'
import { nearest } from '../text/nearest.js'
import { isUrl } from './data-source.js'
import { issueProblems, type Origin } from './issues.js'
import { dotted, type Problem, showValue, throwProblems } from './problems.js'
import { settingSchema } from './schema.js'
import type { SettingName } from './setting-values.js'
import type { EventContext, NewData } from './settings.js'
import { settingRow } from './table.js'
import { readText } from './text.js'

/**
 * What whoever starts a retraining may ask for. Where its result goes, what it is held against and when it is published stay with the repository:
 * `better`, the policies and `commit` are not among them.
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
 * The settings that came with the event: `client_payload` of a repository_dispatch, `inputs` of a workflow_dispatch. Values are as dvc-ci.yaml would write
 * them, or texts as for an input.
 * @throws {SetupError} naming everything that is wrong: in a client_payload unknown keys too, since nobody else reads it; a workflow may have inputs of its own
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
        message: `${label}: ${showValue(key)} is nothing that a retraining can be asked for.`,
        key: `${label}.${key}`,
        value: key,
        remedy: `${meant === undefined ? '' : `Did you mean ${meant}? `}Allowed: ${REQUEST_KEYS.join(', ')}.`,
      })
    }
  }
  for (const key of REQUEST_KEYS) {
    const written = Object.hasOwn(request, key) ? request[key] : undefined
    // A field of a form that nobody filled is empty.
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

/** The runner's own files (keys, configuration) are nobody's data: from the machine, a request may only name what was checked out. */
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
