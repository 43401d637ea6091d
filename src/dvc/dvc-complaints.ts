import type { SetupErrorId } from '../errors/catalogue.js'
import { nearestOption } from '../settings/secrets.js'
import { shellWord } from '../text/shell-word.js'
import type { QueryError } from './engine-protocol.js'
import { kindOf, restoreRemedy } from './project-file.js'

/** An error of DVC's as we report it. */
export interface Complaint {
  id: SetupErrorId
  message: string
  /** Dotted name inside `path`. */
  key?: string
  path?: string
  remedy: string
}

/**
 * `extra keys not allowed @ data['core']['foo']`, `Unsupported URL type foo:// for dictionary value @
 * data['remote']['storage']`
 */
export function configurationFault(message: string): string {
  const text = withoutPrefix(message)
  const found = /^(.+?)(?: for dictionary value)? @ data((?:\['.+?'\])+)\.?$/.exec(text)
  if (!found) return text
  const [, reason = '', keys = ''] = found
  const name = [...keys.matchAll(/\['(.+?)'\]/g)].map(([, key]) => key).join('.')
  if (reason !== 'extra keys not allowed') return `${name}: ${reason}`
  const meant = name.startsWith('remote.') ? nearestOption(name.split('.').at(-1) ?? '') : undefined
  return `DVC has no option ${name}${meant === undefined ? '' : `, perhaps ${meant}`}`
}

export function withoutPrefix(message: string): string {
  return message.replace(/^config file error: /, '')
}

export function placeOf({ path }: QueryError): { path?: string } {
  return path === undefined ? {} : { path: path.replace(/^\.\//, '') }
}

/** `Same item(s) are defined as both a dependency and an output in stages: b, a.` */
export function cycle(message: string): Complaint {
  const names = /in stages?: (.+?)\.?$/.exec(message)?.[1]?.split(', ').reverse()
  const [first, second] = names ?? []
  if (first === undefined)
    return {
      id: 'pipeline-cycle',
      message: `the pipeline has a cycle: ${message}`,
      remedy: 'Remove one of the dependencies.',
    }
  const place = inStage(first)
  if (second === undefined)
    return {
      id: 'pipeline-cycle',
      ...place,
      message: `the stage ${first} depends on its own output`,
      remedy: 'Give the stage another output, or remove the dependency.',
    }
  return {
    id: 'pipeline-cycle',
    ...place,
    message: `the stages ${names?.join(', ') ?? ''} form a cycle: each depends on its own output through the others`,
    remedy: 'Remove one of their dependencies.',
  }
}

/** `output 'x' is specified in: - b - a Use ...` */
export function duplicateOutput(message: string): Complaint {
  const found = /^output '(.+?)' is specified in:((?: - \S+)+)/.exec(message)
  const names =
    found?.[2]
      ?.split(' - ')
      .filter((name) => name !== '')
      .sort() ?? []
  const [first] = names
  if (!found || first === undefined)
    return { id: 'output-duplicated', message, remedy: 'Let only one stage produce each output.' }
  return {
    id: 'output-duplicated',
    ...inStage(first),
    message: `${names.join(' and ')} both produce the output ${found[1] ?? ''}`,
    remedy: 'Let only one stage produce each output.',
  }
}

/** `The output paths: 'x'('a') 'x/y'('b') overlap and are thus ...` */
export function overlappingOutputs(message: string): Complaint {
  const found = [...message.matchAll(/'(.+?)'\('(.+?)'\)/g)].map(([, path = '', stage = '']) => ({ path, stage }))
  const [first] = found
  if (!first) return { id: 'outputs-overlap', message, remedy: 'Give every output a separate folder.' }
  return {
    id: 'outputs-overlap',
    ...inStage(first.stage),
    message: `one output contains another: ${found.map(({ path, stage }) => `${path} of ${stage}`).join(', ')}`,
    remedy: 'Give every output a separate folder.',
  }
}

/** `failed to parse 'stages.a.cmd' in 'dvc.yaml': Could not find 'model.lr'` */
export function unresolved(message: string): Complaint {
  const found = /^failed to parse (?:'(.+?)' in )?'(.+?)': ?(.*)$/.exec(message)
  if (!found) return { id: 'template-unresolved', message, remedy: 'Define the value in params.yaml or under `vars:`.' }
  const [, key = '', path = '', reason = ''] = found
  // For a stage of a foreach or matrix, DVC names one instance (`train@a`).
  const place = { path, ...(key === '' ? {} : { key: key.replace(/@[^.]*/, '') }) }
  const name = /Could not find '(.+?)'/.exec(reason)?.[1]
  if (name !== undefined)
    return {
      id: 'template-unresolved',
      ...place,
      message: `${key || path} uses \${${name}}, which is not defined`,
      remedy: 'Define it in params.yaml or under `vars:`.',
    }
  const file = /^'(.+?)' does not exist/.exec(reason)?.[1]
  if (file !== undefined)
    return {
      id: 'template-unresolved',
      ...place,
      message: `${key || path} names the file '${file}', which does not exist`,
      remedy: 'Commit that file, or remove its name.',
    }
  return { id: 'template-unresolved', ...place, message: `${key || path}: ${reason}`, remedy: 'Fix the template.' }
}

/** The types of values that DVC's templates lack, by their names in Python. */
const UNSUPPORTED: Record<string, string> = {
  date: 'a date',
  datetime: 'a time',
  TimeStamp: 'a time',
  set: 'a set',
  CommentedSet: 'a set',
  bytes: 'binary data',
}

/**
 * `Unsupported value of type 'date' in 'params.yaml:start'`: DVC reads params.yaml beside each dvc.yaml, and the files in
 * `vars:`, whether a template uses the value or not.
 * @returns undefined for other messages
 */
export function unsupportedValue(message: string): Complaint | undefined {
  const found = /Unsupported value of type '(\w+)' in '([^:']+)(?::(.+?))?'\.?$/.exec(message)
  if (!found) return undefined
  const [, type = '', path = '', key = ''] = found
  const what = Object.hasOwn(UNSUPPORTED, type) ? UNSUPPORTED[type] : `of the type ${type}`
  const isText = type !== 'set' && type !== 'CommentedSet'
  return {
    id: 'dvc-project-invalid',
    path,
    ...(key === '' ? {} : { key }),
    message: `${key === '' ? 'a value' : key} is ${what ?? ''}, which DVC cannot read in a file for templates`,
    remedy: `${isText ? 'Write the value in quotes' : 'Write the value as a list'}, or move it to a parameter file with another name.`,
  }
}

/** `'/folder/dvc.lock' is git-ignored.`: the caller adds the pattern. */
export function ignored(message: string): Complaint {
  const file = /'(.+?)' is git-ignored/.exec(message)?.[1]?.replaceAll('\\', '/')
  return {
    id: 'dvc-project-invalid',
    ...(file === undefined ? {} : { path: file }),
    message: file === undefined ? message : `${file} is ignored by Git, so DVC stops at it`,
    remedy: 'Remove the pattern in .gitignore that covers it (`git check-ignore -v` names it).',
  }
}

/** `'./dvc.yaml' validation failed: extra keys not allowed @ data['stages']['a']['outz'].` */
export function invalid(error: QueryError, message: string): Complaint {
  const found = /^'(.+?)' validation failed[^:]*: (.+?)(?: @ data((?:\['.+?'\]|\[\d+\])*))?\.?$/.exec(message)
  if (!found) return { id: 'dvc-file-invalid', message, ...placeOf(error), remedy: 'Fix the file.' }
  const [, file = '', reason = '', keys = ''] = found
  const path = file.replace(/^\.\//, '')
  const names = [...keys.matchAll(/\['(.+?)'\]|\[(\d+)\]/g)].map(([, name, index]) => name ?? index ?? '')
  const key = names.join('.')
  const last = names.at(-1) ?? ''
  const parent = names.slice(0, -1).join('.') || 'it'
  const kind = kindOf(path)
  const remedy =
    kind === 'lock' || kind === 'data'
      ? restoreRemedy(path, kind)
      : 'The valid keys are in https://dvc.org/doc/user-guide/project-structure/dvcyaml-files.'
  const place = { path, ...(key === '' ? {} : { key }) }
  if (reason === 'extra keys not allowed')
    return {
      id: 'dvc-file-invalid',
      ...place,
      message: `${parent} has the key '${last}', which DVC does not know`,
      remedy,
    }
  if (reason === 'required key not provided')
    return { id: 'dvc-file-invalid', ...place, message: `${parent} has no '${last}'`, remedy: `Add '${last}'.` }
  if (reason.startsWith('expected a dictionary'))
    return { id: 'dvc-file-invalid', ...place, message: `${key || path} must be a mapping of keys to values`, remedy }
  return {
    id: 'dvc-file-invalid',
    ...place,
    message: `${key || path}: ${reason.replace(/ for dictionary value$/, '')}`,
    remedy,
  }
}

/** `dataset not found: 'x'` */
export function missingDataset(message: string): Complaint {
  const name = /^dataset not found: '(.+?)'/.exec(message)?.[1]
  if (name === undefined)
    return { id: 'dvc-project-invalid', message, remedy: 'Add the dataset with `dvc dataset add NAME --url URL`.' }
  return {
    id: 'dvc-project-invalid',
    message: `a stage depends on ds://${name}, and no dvc.yaml has the dataset '${name}'`,
    key: `datasets.${name}`,
    path: 'dvc.yaml',
    remedy: `Add it with \`dvc dataset add ${shellWord(name)} --url URL\`, or remove ds://${name} from the deps of the stage.`,
  }
}

/** The file and key of a stage that DVC names as `sub/dvc.yaml:train@a`. */
function inStage(name: string): { path: string; key: string } {
  const colon = name.lastIndexOf(':')
  return {
    path: colon < 0 ? 'dvc.yaml' : name.slice(0, colon),
    key: `stages.${name.slice(colon + 1).split('@')[0] ?? name}`,
  }
}
