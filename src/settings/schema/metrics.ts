import * as z from 'zod'
import { POLICY_KEYS } from '../policy-keys.js'
import type { Policy, PredictionsTable } from '../settings.js'
import { choice, INSIDE, limit, type Shapes, strict, unlessQuoted } from './parts.js'

const bound = z.number({ error: unlessQuoted('Write a finite number.') })

/** A policy has at least one of these. A tolerance alone judges nothing, and allows a time to differ in each run. */
const LIMIT_KEYS = ['min', 'max', 'max_drop', 'max_rise', 'unchanged', 'tolerance'] as const

const JUDGED_BY_CONFIDENCE = ['min', 'max', 'max_drop', 'max_rise'] as const

const LIMITS = 'Write its limits as a mapping, such as { min: 0.95, max_drop: 0.01 }, or the word unchanged.'

const UNCHANGED = 'Write true, or leave it out.'

const SUPPORT = 'Write a whole number of rows, at least 1.'

const CONFIDENCE = 'Write a number from 0.5 to 0.99, such as 0.95.'

const limits = strict(
  {
    min: bound.optional().meta({ description: POLICY_KEYS.min.description }),
    max: bound.optional().meta({ description: POLICY_KEYS.max.description }),
    max_drop: limit('absolute').optional().meta({ description: POLICY_KEYS.max_drop.description }),
    max_rise: limit('absolute').optional().meta({ description: POLICY_KEYS.max_rise.description }),
    unchanged: z
      .literal(true, { error: UNCHANGED })
      .optional()
      .meta({ description: POLICY_KEYS.unchanged.description }),
    min_support: z
      .int({ error: SUPPORT })
      .min(1, { error: SUPPORT })
      .optional()
      .meta({ description: POLICY_KEYS.min_support.description }),
    confidence: z
      .number({ error: CONFIDENCE })
      .min(0.5, { error: CONFIDENCE })
      .max(0.99, { error: CONFIDENCE })
      .optional()
      .meta({ description: POLICY_KEYS.confidence.description }),
    severity: choice('error', 'warning').optional().meta({ description: POLICY_KEYS.severity.description }),
    missing: choice('fail', 'ignore').optional().meta({ description: POLICY_KEYS.missing.description }),
    tolerance: limit('absolute').optional().meta({ description: POLICY_KEYS.tolerance.description }),
  },
  LIMITS,
)
  .superRefine((value, context) => {
    if (LIMIT_KEYS.every((key) => value[key] === undefined)) {
      context.addIssue({
        code: 'custom',
        params: { lack: 'without any limit' },
        message: `Give it at least one of ${LIMIT_KEYS.join(', ')}.`,
      })
    }
    if (value.confidence !== undefined && JUDGED_BY_CONFIDENCE.every((key) => value[key] === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['confidence'],
        message: `It applies to ${JUDGED_BY_CONFIDENCE.join(', ')}: give it one of them, or remove it.`,
      })
    }
    if (value.min !== undefined && value.max !== undefined && value.min > value.max) {
      context.addIssue({
        code: 'custom',
        path: ['min'],
        message: `No value can pass: write a min that is not above max (${value.max}).`,
      })
    }
  })
  .meta({ anyOf: LIMIT_KEYS.map((key) => ({ required: [key] })) })

/** `unchanged` alone is short for a mapping with it. */
const policy = z.union([z.literal('unchanged'), limits], { error: LIMITS })

function toPolicy(metric: string, written: z.output<typeof policy>): Policy {
  if (written === 'unchanged') return { metric, unchanged: true, severity: 'error', missing: 'fail' }
  const {
    min,
    max,
    max_drop: maxDrop,
    max_rise: maxRise,
    unchanged,
    min_support: minSupport,
    confidence,
    severity,
    missing,
    tolerance,
  } = written
  return {
    metric,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(maxDrop === undefined ? {} : { maxDrop }),
    ...(maxRise === undefined ? {} : { maxRise }),
    ...(unchanged === undefined ? {} : { unchanged }),
    ...(minSupport === undefined ? {} : { minSupport }),
    ...(confidence === undefined ? {} : { confidence }),
    severity: severity ?? 'error',
    missing: missing ?? 'fail',
    ...(tolerance === undefined ? {} : { tolerance }),
  }
}

const METRIC = 'Name a metric: its dotted key, or path:key.'

/** As in `src/metrics/selector.ts`, which compiles it. */
const WORST = /^worst\(([^]*)\)$/

const thresholds = z
  .record(z.string().regex(/^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$/, { error: METRIC }), policy, {
    error: 'Write a mapping of metrics to their limits, such as accuracy: { min: 0.95 }.',
  })
  .superRefine((value, context) => {
    for (const [metric, written] of Object.entries(value)) {
      const support = written === 'unchanged' ? undefined : written.min_support
      const [, selector] = WORST.exec(metric) ?? []
      if (selector?.trim() === '' || (selector !== undefined && WORST.test(selector)))
        context.addIssue({
          code: 'custom',
          path: [metric],
          params: { lack: 'without a metric of slices' },
          message: 'Name the metric of the slices between the parentheses, such as worst(slices/*:recall).',
        })
      if (support !== undefined && selector === undefined)
        context.addIssue({
          code: 'custom',
          path: [metric, 'min_support'],
          message: 'It applies to slices alone: name the metric in worst(…), such as worst(slices/*:recall).',
        })
    }
  })

const REPEAT = 'Write a whole number from 1 to 100.'

const NOISE = 'Allowed: none, a whole number of official builds from 3 to 50, or { builds: 5, sigma: 2 }.'

const SIGMA = 'Write a number above 0, at most 10.'

const builds = z.int({ error: NOISE }).min(3, { error: NOISE }).max(50, { error: NOISE })

const noise = z.union(
  [
    z.literal('none'),
    builds,
    strict(
      {
        builds: builds.optional(),
        sigma: z.number({ error: SIGMA }).positive({ error: SIGMA }).max(10, { error: SIGMA }).optional(),
      },
      NOISE,
    ),
  ],
  { error: NOISE },
)

const PREDICTIONS = 'Write none, { path, truth, prediction }, or a list of such mappings.'

const COLUMN = 'Give the name of a column.'

const PATH = 'Give the path of a table in the working directory.'

const POSITIVE = 'Give the positive label of two: a text, a number, true or false.'

const column = z.string({ error: COLUMN }).min(1, { error: COLUMN }).max(1000, { error: COLUMN })

const columns = z
  .union([column, z.array(column).min(1, { error: COLUMN }).max(10, { error: 'Name at most 10 columns.' })], {
    error: COLUMN,
  })
  .optional()
  .transform((written) => (written === undefined ? [] : [written].flat()))

const table = strict(
  {
    path: z.string({ error: PATH }).min(1, { error: PATH }).regex(INSIDE, { error: PATH }),
    truth: column,
    prediction: column.optional(),
    score: column.optional(),
    positive: z.union([z.string(), z.number(), z.boolean()], { error: POSITIVE }).optional(),
    slices: columns,
    key: columns,
  },
  PREDICTIONS,
)
  .superRefine(({ prediction, score }, context) => {
    if (prediction === undefined && score === undefined)
      context.addIssue({
        code: 'custom',
        path: ['prediction'],
        message: 'Give it the column `prediction` (a label or a number), `score` (of the positive label), or both.',
      })
  })
  .transform(
    ({ path, truth, prediction, score, positive, slices, key }): PredictionsTable => ({
      path: path.replace(/^(?:\.\/)+/, ''),
      truth,
      ...(prediction === undefined ? {} : { prediction }),
      ...(score === undefined ? {} : { score }),
      ...(positive === undefined ? {} : { positive: String(positive) }),
      slices,
      key,
    }),
  )

const BASELINE = 'Allowed: merge-base, branch:NAME, tag:NAME, alias:NAME, none.'

/** Schemas: section `metrics`. */
export const metricsShapes = {
  baseline: z
    .string({ error: BASELINE })
    .regex(
      /^(?:merge-base|none|alias:[A-Za-z0-9_-]{1,255}|(?:branch|tag):(?![^]*(?:\.\.|@\{))[^\x00-\x20\x7f~^:?*[\\-][^\x00-\x20\x7f~^:?*[\\]*)$/,
      { error: BASELINE },
    )
    .transform((value) => {
      const [kind, ...rest] = value.split(':')
      if (kind === 'branch' || kind === 'tag' || kind === 'alias') return { kind, name: rest.join(':') }
      return { kind: kind === 'none' ? 'none' : 'merge-base' }
    }),
  tolerance: limit('share'),
  predictions: z
    .union([z.literal('none'), table, z.array(table).max(10, { error: 'Give at most 10 tables.' })], {
      error: PREDICTIONS,
    })
    .transform((written) => (written === 'none' ? [] : [written].flat()))
    .superRefine((tables, context) => {
      const sliced = tables.flatMap(({ path, slices }) => (slices.length === 0 ? [] : [path]))
      const twice = sliced.find((path, index) => sliced.indexOf(path) !== index)
      if (twice !== undefined)
        context.addIssue({ code: 'custom', message: `Give \`slices\` of ${twice} in one of its mappings alone.` })
    }),
  thresholds: thresholds.transform((value) =>
    Object.entries(value).map(([metric, written]) => toPolicy(metric, written)),
  ),
  repeat: z.int({ error: REPEAT }).min(1, { error: REPEAT }).max(100, { error: REPEAT }),
  noise: noise.transform((value) =>
    value === 'none'
      ? undefined
      : typeof value === 'number'
        ? { builds: value, sigma: 2 }
        : { builds: value.builds ?? 5, sigma: value.sigma ?? 2 },
  ),
} satisfies Shapes
