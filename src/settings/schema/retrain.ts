import * as z from 'zod'
import { isRecord } from '../../text/records.js'
import { schemeOf, URL_SCHEMES } from '../data-source.js'
import { NumberText } from '../number-text.js'
import { plainLine } from '../retrain.js'
import type { SettingName, Values } from '../setting-values.js'
import type { BetterRule, NewData, NewParam, Settings } from '../settings.js'

const PARAM_VALUE =
  'Use a number, true, false, null, or a text of letters, digits and _ . , : / @ + - that does not begin with -. Templates can put a parameter into a shell command.'
/** Only characters that a shell and an option parser read as plain text. */
const WORD = /^(?!-)[A-Za-z0-9_.,:/@+-]{1,200}$/
const PARAM_NAME = 'Name a parameter as dvc.yaml does: train.C, or file.yaml:train.C for another file.'
const PARAM_KEY =
  /^(?:(?![/~-])[^\x00-\x20\x7f:=\\]+\.(?:ya?ml|json|toml|py):)?[^\x00-\x20\x7f:=$.{}-][^\x00-\x20\x7f:=${}]*$/
const PARAMS = 'Write name=value, one per line, such as train.C=0.5, or a mapping.'
const DATA =
  'Write path=from to replace, path+=from to append, one per line, or { path: …, from: …, mode: replace or append }.'
const FROM = `Give a file, a folder or an address that DVC reads (${URL_SCHEMES.map((scheme) => `${scheme}://`).join(', ')}), without credentials.`
const STAGES = 'Allowed: all, or a list of stage names such as [ingest, train].'
const BETTER =
  'Name metrics that must not fall, such as [accuracy], or the better direction of each: { accuracy: higher, loss: lower }.'
const LONGEST_REASON = 500

const stages = z.union(
  [
    z.literal('all'),
    z
      .array(
        z
          .string({ error: 'Give the name of a stage.' })
          .regex(/^[^\x00-\x20\x7f,-][^\x00-\x1f\x7f,]*$/, { error: 'Give the name of a stage.' }),
        { error: STAGES },
      )
      .min(1, { error: 'Name at least one stage.' }),
  ],
  { error: STAGES },
)

const isMapping = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && !(value instanceof NumberText)

/** Flattens nested mappings to dotted names, as DVC names parameters. */
function flatten(
  value: Record<string, unknown>,
  before: readonly string[] = [],
): { path: string[]; name: string; value: unknown }[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...before, key]
    const [first = ''] = path
    const joined = path.slice(1).join('.')
    const isFile = path.length > 1 && /\.(?:ya?ml|json|toml|py)$/.test(first)
    const name = path.length === 1 ? first : isFile ? `${first}:${joined}` : path.join('.')
    return isMapping(inner) && Object.keys(inner).length > 0 ? flatten(inner, path) : [{ path, name, value: inner }]
  })
}

const params = z.record(z.string(), z.unknown(), { error: PARAMS }).transform((written, context): NewParam[] =>
  flatten(written).flatMap(({ path, name, value }) => {
    const refuse = (message: string): NewParam[] => {
      context.issues.push({ code: 'custom', message, input: value, path })
      return []
    }
    if (!PARAM_KEY.test(name)) return refuse(PARAM_NAME)
    const number = value instanceof NumberText ? value.value : value
    const read = typeof number === 'string' && number.trim() === 'null' ? null : number
    if (
      typeof read === 'number'
        ? !Number.isFinite(read) || (Number.isInteger(read) && !Number.isSafeInteger(read))
        : read !== null && typeof read !== 'boolean' && !(typeof read === 'string' && WORD.test(read))
    )
      return refuse(PARAM_VALUE)
    const [, file, key = name] = /^(.+\.(?:ya?ml|json|toml|py)):(.+)$/.exec(name) ?? []
    return [
      {
        file: file ?? 'params.yaml',
        name: key,
        value: read as NewParam['value'],
        ...(value instanceof NumberText ? { text: value.text } : {}),
      },
    ]
  }),
)

/**
 * True for an address, false for a path; undefined for an address that DVC does not read or that holds a credential.
 */
function isAddress(from: string): boolean | undefined {
  const scheme = schemeOf(from)
  if (scheme === undefined) return false
  // The report and the commit show this value.
  const holdsPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/@]*:[^/@]*@/i.test(from)
  return URL_SCHEMES.includes(scheme) && !holdsPassword ? true : undefined
}

const line = (error: string) =>
  z.string({ error }).regex(/^[^\x00-\x20\x7f-](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$/, { error })
const oneData = z.strictObject(
  {
    path: line('Name data that DVC tracks, such as data/raw.csv.').regex(/^(?![/\\~])/, {
      error: 'Give a path inside the working directory.',
    }),
    from: line(FROM)
      .refine((from) => isAddress(from) !== undefined, { error: FROM })
      .optional(),
    mode: z.enum(['replace', 'append'], { error: 'Allowed: replace, append.' }).optional(),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? 'path, from, mode' : DATA) },
)
const data = z
  .union([oneData, z.array(oneData, { error: DATA })], { error: DATA })
  .optional()
  .transform((written): NewData[] =>
    (written === undefined ? [] : [written].flat()).map(({ path, from, mode }) => ({
      path,
      mode: mode ?? 'replace',
      ...(from === undefined ? {} : { from }),
    })),
  )

const direction = z.enum(['higher', 'lower'], { error: 'Allowed: higher, lower.' })
const names = z.array(
  z.string({ error: BETTER }).regex(/^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$/, { error: BETTER }),
  { error: BETTER },
)
const better = z
  .union(
    [
      z
        .string({ error: BETTER })
        .regex(/^[^\x00-\x09\x0b-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x09\x0b-\x1f\x7f]*$/, { error: BETTER }),
      names,
      z.record(z.string(), direction, { error: BETTER }),
    ],
    { error: BETTER },
  )
  .transform((value): BetterRule[] => {
    const list =
      typeof value === 'string'
        ? value
            .split(/[,\n]/)
            .map((name) => name.trim())
            .filter((name) => name !== '')
        : value
    return Array.isArray(list)
      ? list.map((metric) => ({ metric, direction: 'higher' }))
      : Object.entries(list).map(([metric, way]) => ({ metric, direction: way }))
  })

/** The schemas of the settings of a retraining. */
export const retrainShapes = {
  stages: stages
    .optional()
    .transform((value): Values['stages'] =>
      value === undefined ? undefined : value === 'all' ? { kind: 'all' } : { kind: 'stages', stages: value },
    ),
  params,
  reason: z
    .string({ error: `Write the reason on one line of at most ${LONGEST_REASON} characters.` })
    .max(LONGEST_REASON, { error: `Write the reason on one line of at most ${LONGEST_REASON} characters.` })
    .optional()
    .transform((value) => (value === undefined || plainLine(value) === '' ? undefined : plainLine(value))),
  data,
  update: z.union([z.literal('auto'), z.boolean()], { error: 'Allowed: auto, true, false.' }),
  better,
} satisfies { [N in keyof Omit<Settings['retrain'], 'decided'>]: z.ZodType<Values[N & SettingName]> }
