import * as z from 'zod'
import { NUMBER_PATTERN } from '../number-text.js'
import type { SettingName, Values } from '../setting-values.js'
import { DURATION_PATTERN, LONGEST_SECONDS, PERCENT_PATTERN, parseDuration, parseLimit, parseSize } from '../values.js'

// In this folder the message of an issue is its remedy. issues.ts adds key, value and line.

/**
 * An object without unknown keys. For unknown keys the message is the list of allowed keys; issues.ts picks the nearest
 * from it.
 */
export function strict<S extends z.core.$ZodShape>(shape: S, remedy: string) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : remedy),
  })
}

export const choice = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `Allowed: ${values.join(', ')}.` })

/** One line of text that a program cannot read as an option. */
export const name = (what: string) => {
  const error = `Give ${what} as text on one line, without a leading '-'; quote a text that looks like a number.`
  return z.string({ error }).regex(/^[^\x00-\x20\x7f-](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$/, { error })
}

/** A path that is neither absolute nor leads upwards. */
export const INSIDE = /^(?![/\\~]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))/

/** A command of the user: any text that is not blank. */
export const shellLine = (error: string) => z.string({ error }).regex(/[^\s]/, { error })

export const STAGES = 'a list of stage names such as [train, evaluate]'

export const stageList = z
  .array(
    z
      .string({ error: 'Give the name of a stage.' })
      .regex(/^[^\x00-\x20\x7f,-][^\x00-\x1f\x7f,]*$/, { error: 'Give the name of a stage.' }),
    { error: `Give ${STAGES}.` },
  )
  .min(1, { error: 'Name at least one stage.' })

const QUOTED = 'Write the number without quotes.'

/** The remedy for text instead of a number: most often only the quotes are wrong. */
export const unlessQuoted = (remedy: string) => (issue: { readonly input?: unknown }) =>
  typeof issue.input === 'string' && NUMBER_PATTERN.test(issue.input.trim()) ? QUOTED : remedy

const LIMIT = 'Write a number such as 0.01 or a percentage such as 10%; 0 or more.'

export const limit = (unit: 'absolute' | 'share') =>
  z
    .union(
      [
        z.number({ error: LIMIT }).nonnegative({ error: LIMIT }),
        z.string({ error: LIMIT }).regex(PERCENT_PATTERN, { error: unlessQuoted(LIMIT) }),
      ],
      { error: LIMIT },
    )
    .transform((value, context) => parseLimit(value, unit) ?? refused(context, LIMIT))

/** Reports a problem that only the parsed value shows, such as an overflow. */
export function refused(context: z.core.$RefinementCtx, remedy: string): never {
  context.issues.push({ code: 'custom', message: remedy, input: context.value })
  return z.NEVER
}

export const targetList = z.array(
  z
    .string({ error: 'Give the name of a stage or a path.' })
    .regex(/^[^\x00-\x20\x7f,-][^\x00-\x1f\x7f,]*$/, { error: 'Give the name of a stage or a path.' }),
  { error: 'Give a list such as [data/raw.csv.dvc, train].' },
)

export const FLAG = 'Write true or false.'

/** Schemas of some settings, by name. */
export type Shapes = { [N in SettingName]?: z.ZodType<Values[N]> }

const DURATION = 'Write seconds or a number with s, m or h, such as 90s, 30m or 2h; more than 0 and at most 7 days.'

/** The two forms of a duration, before it is parsed. */
export const durationShapes = (error: string) =>
  [
    z.number({ error }).positive({ error }).max(LONGEST_SECONDS, { error }),
    z.string({ error }).regex(DURATION_PATTERN, { error }),
  ] as const

/** Seconds. */
export const duration = z
  .union(durationShapes(DURATION), { error: DURATION })
  .transform((value, context) => parseDuration(value) ?? refused(context, DURATION))

const SIZE = 'Use a size such as 2G or 500M.'

/** A size in bytes. */
export const bytes = z
  .union([z.number({ error: SIZE }), z.string({ error: SIZE })], { error: SIZE })
  .transform((value, context) => {
    const size = parseSize(value)
    if (size !== undefined) return size
    context.addIssue({ code: 'custom', message: SIZE, input: value })
    return z.NEVER
  })
