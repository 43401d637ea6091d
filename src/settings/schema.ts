import * as z from 'zod'
import { nearest } from '../text/nearest.js'
import { POLICY_KEYS } from './policy-keys.js'
import { retrainShapes } from './retrain.js'
import { RULE_NAMES } from './rules.js'
import type { SettingName, Values } from './setting-values.js'
import type { Policy } from './settings.js'
import type { SettingRow } from './table/row.js'
import { SETTINGS } from './table.js'
import { parseTagPatterns } from './tag-pattern.js'
import {
  DURATION_PATTERN,
  LONGEST_SECONDS,
  NUMBER_PATTERN,
  PERCENT_PATTERN,
  parseDuration,
  parseLimit,
  parseSize,
} from './values.js'

// In this file the message of an issue is its remedy: what the user writes instead. Key, value and line are added by issues.ts.

/** An object without unknown keys. For unknown keys the "message" is the list of allowed ones, from which issues.ts picks the nearest. */
function strict<S extends z.core.$ZodShape>(shape: S, remedy: string) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : remedy),
  })
}

const choice = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `Allowed: ${values.join(', ')}.` })

/** One line of text that cannot be taken for an option of a program. */
const name = (what: string) => {
  const error = `Give ${what} as text on one line, without a leading '-'; quote what looks like a number.`
  return z.string({ error }).regex(/^[^\x00-\x20\x7f-](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$/, { error })
}

/** A command of the user's: any text that is not blank. */
const shellLine = (error: string) => z.string({ error }).regex(/[^\s]/, { error })

const STAGES = 'a list of stage names such as [train, evaluate]'
const stageList = z
  .array(
    z
      .string({ error: 'Give the name of a stage.' })
      .regex(/^[^\x00-\x20\x7f,-][^\x00-\x1f\x7f,]*$/, { error: 'Give the name of a stage.' }),
    { error: `Give ${STAGES}.` },
  )
  .min(1, { error: 'Name at least one stage.' })

const EVALUATE = `Allowed: auto, none, ${STAGES}, or { command: …, metrics: FILE }.`
const evaluate = z.union(
  [
    z.literal('auto'),
    z.literal('none'),
    stageList,
    strict(
      {
        command: shellLine('Give the shell line that evaluates the model.'),
        metrics: name('the metrics file that the command writes').regex(
          /^(?![/\\~]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))/,
          { error: 'Give a path inside the working directory.' },
        ),
      },
      EVALUATE,
    ),
  ],
  { error: EVALUATE },
)

const FORCE = `Allowed: all, none, or ${STAGES}.`
const force = z.union([z.literal('all'), z.literal('none'), stageList], { error: FORCE })

const DURATION = 'Write seconds or a number with s, m or h, such as 90s, 30m or 2h; more than 0 and at most 7 days.'
const SIZE = 'Use a size such as 2G or 500M.'
const bytes = z
  .union([z.number({ error: SIZE }), z.string({ error: SIZE })], { error: SIZE })
  .transform((value, context) => {
    const size = parseSize(value)
    if (size !== undefined) return size
    context.addIssue({ code: 'custom', message: SIZE, input: value })
    return z.NEVER
  })

const duration = z
  .union(
    [
      z.number({ error: DURATION }).positive({ error: DURATION }).max(LONGEST_SECONDS, { error: DURATION }),
      z.string({ error: DURATION }).regex(DURATION_PATTERN, { error: DURATION }),
    ],
    { error: DURATION },
  )
  .transform((value, context) => parseDuration(value) ?? refused(context, DURATION))

const QUOTED = 'Write the number without quotes.'
/** The remedy for text where a number belongs: most often only its quotes are wrong. */
const unlessQuoted = (remedy: string) => (issue: { readonly input?: unknown }) =>
  typeof issue.input === 'string' && NUMBER_PATTERN.test(issue.input.trim()) ? QUOTED : remedy

const LIMIT = 'Write a number such as 0.01 or a percentage such as 10%; 0 or more.'
const limit = (unit: 'absolute' | 'share') =>
  z
    .union(
      [
        z.number({ error: LIMIT }).nonnegative({ error: LIMIT }),
        z.string({ error: LIMIT }).regex(PERCENT_PATTERN, { error: unlessQuoted(LIMIT) }),
      ],
      { error: LIMIT },
    )
    .transform((value, context) => parseLimit(value, unit) ?? refused(context, LIMIT))

/** Reports what only the parsed value shows, such as an overflow. */
function refused(context: z.core.$RefinementCtx, remedy: string): never {
  context.issues.push({ code: 'custom', message: remedy, input: context.value })
  return z.NEVER
}

const bound = z.number({ error: unlessQuoted('Write a finite number.') })
const LIMIT_KEYS = ['min', 'max', 'max_drop', 'max_rise'] as const
const policy = strict(
  {
    min: bound.optional().meta({ description: POLICY_KEYS.min.description }),
    max: bound.optional().meta({ description: POLICY_KEYS.max.description }),
    max_drop: limit('absolute').optional().meta({ description: POLICY_KEYS.max_drop.description }),
    max_rise: limit('absolute').optional().meta({ description: POLICY_KEYS.max_rise.description }),
    severity: choice('error', 'warning').optional().meta({ description: POLICY_KEYS.severity.description }),
    missing: choice('fail', 'ignore').optional().meta({ description: POLICY_KEYS.missing.description }),
    tolerance: limit('absolute').optional().meta({ description: POLICY_KEYS.tolerance.description }),
  },
  'Write its limits as a mapping, such as { min: 0.95, max_drop: 0.01 }.',
)
  .superRefine((value, context) => {
    if (LIMIT_KEYS.every((key) => value[key] === undefined)) {
      context.addIssue({
        code: 'custom',
        params: { lack: 'without any limit' },
        message: `Give it at least one of ${LIMIT_KEYS.join(', ')}.`,
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

function toPolicy(metric: string, written: z.output<typeof policy>): Policy {
  const { min, max, max_drop: maxDrop, max_rise: maxRise, severity, missing, tolerance } = written
  return {
    metric,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(maxDrop === undefined ? {} : { maxDrop }),
    ...(maxRise === undefined ? {} : { maxRise }),
    severity: severity ?? 'error',
    missing: missing ?? 'fail',
    ...(tolerance === undefined ? {} : { tolerance }),
  }
}

const METRIC = 'Name a metric: its dotted key, or path:key.'
const thresholds = z.record(
  z.string().regex(/^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$/, { error: METRIC }),
  policy,
  { error: 'Write a mapping of metrics to their limits, such as accuracy: { min: 0.95 }.' },
)

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

const CHECK = 'Give a shell line, or a list of them.'
// A key that looks like a whole number would lose its place in the order, so a name starts with something else.
const CHECK_NAME = 'Start the name of a check with a letter; one line, at most 100 characters.'
const checks = z.record(
  z.string().regex(/^[^\x00-\x20\x7f\d_-][^\x00-\x1f\x7f]{0,99}$/, { error: CHECK_NAME }),
  z.union([shellLine(CHECK), z.array(shellLine(CHECK), { error: CHECK }).min(1, { error: CHECK })], { error: CHECK }),
  { error: 'Write a mapping of names to shell lines, such as unit: pytest -q tests/unit.' },
)

const OPTION = 'Name an option as `dvc remote modify` takes it, such as region.'
const OPTION_VALUE = 'Give the value as one text.'
const remoteConfig = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, { error: OPTION }),
  z
    .union([z.string().min(1, { error: OPTION_VALUE }), z.number(), z.boolean()], { error: OPTION_VALUE })
    .transform(String),
  { error: 'Write a mapping of options to values, or one key=value per line.' },
)

const VERSION = "Write a version of DVC in quotes, such as '3.67.1'."
const JOBS = 'Allowed: auto, or a whole number from 1 to 1000.'
const BASELINE = 'Allowed: merge-base, branch:NAME, tag:NAME, alias:NAME, none.'
// What git-check-ref-format(1) refuses cannot be a name, and a range is no commit; `~` and `^` count back.
const REVISION = /^(?:version:)?(?![^]*(?:\.\.|@\{))[^\x00-\x20\x7f:?*[\\]+$/
const REVISION_REMEDY = 'Name a tag, a branch or a commit, such as v2.0, or version:N of the registered model.'
const targetList = z.array(
  z
    .string({ error: 'Give the name of a stage or a path.' })
    .regex(/^[^\x00-\x20\x7f,-][^\x00-\x1f\x7f,]*$/, { error: 'Give the name of a stage or a path.' }),
  { error: 'Give a list such as [data/raw.csv.dvc, train].' },
)
const ALIAS = "Give a name of letters, digits, - and _; MLflow keeps 'latest' and v1, v2 … for itself."
const TAG = 'Write a name such as model-v{n}, v{semver} or model-{date}, or gto, or none.'
// Known placeholders, and one that counts in each name: what an editor can tell.
const TAG_PATTERN =
  /^(?![^]*\{(?:n|semver)[^{}]*\}\S*\{(?:n|semver))(?:[^{}]|\{(?:n|date|artifact|semver(?::(?:major|minor|patch))?)\})+$/
const tagProblem = (text: string) => {
  const read = parseTagPatterns(text)
  return 'problem' in read ? read.problem : TAG
}
const RUNS_ON = 'Give the label of a runner such as ubuntu-latest, or a list of them such as [self-hosted, linux].'
const PULL =
  'Allowed: all, needed, none, or a list of what is needed beside the evaluation, such as [data/raw.csv, train].'
const FLAG = 'Write true or false.'
const RULE = (input: unknown) => {
  const meant = typeof input === 'string' ? nearest(input, RULE_NAMES) : undefined
  return `${meant === undefined ? '' : `Did you mean ${meant}? `}Rules: ${RULE_NAMES.join(', ')}.`
}
const TOKEN = "Give a token of GitHub's on one line, without spaces."

/** What is accepted for each setting, and what it becomes. */
const shapes: { [N in SettingName]: z.ZodType<Values[N]> } = {
  mode: choice(
    'auto',
    'validate',
    'rebuild',
    'retrain',
    'plan',
    'stage',
    'collect',
    'rollback',
    'command',
    'lint',
    'resolve',
  ),
  config: name('the path of the configuration file').optional(),
  'working-directory': name('a folder'),
  remote: name('the name of a remote').optional(),
  'remote-config': remoteConfig,
  setup: shellLine('Allowed: auto, none, or a shell line that installs the packages.').transform((value) =>
    value === 'auto' || value === 'none' ? { kind: value } : { kind: 'command', command: value },
  ),
  'dvc-version': z
    .string({ error: VERSION })
    .regex(/^\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc|\.post|\.dev)\d+)*$/, { error: VERSION })
    .optional(),
  jobs: z
    .union([z.literal('auto'), z.int({ error: JOBS }).min(1, { error: JOBS }).max(1000, { error: JOBS })], {
      error: JOBS,
    })
    .transform((value) => (value === 'auto' ? undefined : value)),
  'keep-going': z.boolean({ error: FLAG }),
  checks: checks.transform((value) =>
    Object.entries(value).map(([check, command]) => ({ name: check, command: [command].flat().join('\n') })),
  ),
  pull: z
    .union([z.literal('all'), z.literal('needed'), z.literal('none'), targetList.min(1, { error: PULL })], {
      error: PULL,
    })
    .transform((value) =>
      typeof value === 'string'
        ? { what: value, also: [] }
        : { what: 'needed', also: value.filter((target) => target !== 'needed') },
    ),
  evaluate: evaluate.transform((value) => {
    if (value === 'auto' || value === 'none') return { kind: value }
    return Array.isArray(value) ? { kind: 'stages', stages: value } : { kind: 'command', ...value }
  }),
  'evaluate-timeout': duration,
  stale: choice('fail', 'run', 'commit'),
  verify: choice('exists', 'sizes', 'full'),
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
  when: choice('always', 'changed'),
  force: force.transform((value) => (Array.isArray(value) ? { kind: 'stages', stages: value } : { kind: value })),
  commit: choice('push', 'api', 'pull-request', 'tag', 'none'),
  tag: z
    .string({ error: TAG })
    .regex(TAG_PATTERN, { error: (issue) => tagProblem(String(issue.input)) })
    .transform((value, context) => {
      if (value === 'none') return []
      const read = parseTagPatterns(value)
      return 'problem' in read ? refused(context, read.problem) : read.patterns
    }),
  'dry-run': z.boolean({ error: FLAG }),
  ...retrainShapes,
  to: name('a tag, a branch or a commit')
    .regex(/^(?:version:\d+|(?!version:).*)$/, { error: REVISION_REMEDY })
    .regex(REVISION, { error: REVISION_REMEDY })
    .optional(),
  targets: targetList.optional().transform((value) => value ?? []),
  restore: choice('data', 'all'),
  resume: z.boolean({ error: FLAG }),
  'tracking-uri': name('the address of the MLflow server').optional(),
  experiment: name('the name of the experiment').max(490, { error: 'At most 490 characters.' }).optional(),
  // MLflow has no way to look for a name with both kinds of quotes, and reads : and / as parts of a model's address.
  model: name('the name of the registered model')
    .regex(/^[^:/'"]+$/, { error: "Give a name without : / and quotes, which MLflow doesn't take." })
    .optional(),
  'model-path': name('the path of the model').optional(),
  'model-artifact': choice('upload', 'reference'),
  alias: z
    .string({ error: ALIAS })
    .regex(/^(?!latest$|v\d+$)[A-Za-z0-9_-]{1,255}$/i, { error: ALIAS })
    .optional(),
  'model-stage': choice('Staging', 'Production', 'Archived').optional(),
  'stage-run': choice('shared', 'own'),
  cleanup: z.boolean({ error: FLAG }),
  environment: name('the name of an environment').max(255, { error: 'Give at most 255 characters.' }).optional(),
  'deploy-command': shellLine('Give the shell line that deploys.').optional(),
  'deploy-event': name('the type of the event').max(100, { error: 'Give at most 100 characters.' }).optional(),
  'deploy-workflow': name('the file of a workflow')
    .regex(/^[^/\\]+\.ya?ml$/, { error: 'Give the name of a file in .github/workflows, such as deploy.yml.' })
    .optional(),
  'deploy-rollback': z.boolean({ error: FLAG }),
  comment: choice('auto', 'none'),
  'check-run': z.boolean({ error: FLAG }),
  token: z
    .string({ error: TOKEN })
    .regex(/^[\x21-\x7e]+$/, { error: TOKEN })
    .optional(),
  'repro-workflow': name('the file of a workflow').regex(/^[^/\\]+\.ya?ml$/, {
    error: 'Name a file of .github/workflows, such as repro.yml.',
  }),
  'lint-off': z
    .array(z.enum(RULE_NAMES, { error: (issue) => RULE(issue.input) }), {
      error: 'Give a list of rules such as [notebook-outputs].',
    })
    .optional()
    .transform((value) => value ?? []),
  'install-driver': z.boolean({ error: FLAG }),
  cache: choice('auto', 'all', 'none'),
  'cache-limit': bytes,
  report: name('the path of a file').optional(),
  page: name('the path of a file').optional(),
  yes: z.boolean({ error: FLAG }),
  'plan-for': choice('rebuild', 'retrain', 'validate'),
  plan: name('the plan').optional(),
  job: name('the name of a job').max(80, { error: 'Give the name of a job of the plan.' }).optional(),
  fragments: name('a folder').optional(),
  'runs-on': z
    .union(
      [
        name('the label of a runner'),
        z.array(name('the label of a runner'), { error: RUNS_ON }).min(1, { error: RUNS_ON }),
      ],
      { error: RUNS_ON },
    )
    .transform((value) => [value].flat()),
}

/** The schema of one setting: what dvc-ci.yaml would hold goes in, the typed value comes out. */
export function settingSchema<N extends SettingName>(setting: N): z.ZodType<Values[N]> {
  return shapes[setting]
}

/** A setting as a key of the file, with what editors show for it. A key whose mapping is empty (all lines commented out) counts as absent. */
function fileEntry(row: SettingRow): z.ZodType {
  const shape = shapes[row.name].meta({ description: row.description })
  return row.text === 'yaml' || row.text === 'pairs' ? shape.nullable().optional() : shape.optional()
}

/** The schema of dvc-ci.yaml, put together from the table: top-level keys, and one object for each section. */
export function fileSchema(): z.ZodType {
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
