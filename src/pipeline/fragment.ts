import { posix } from 'node:path'
import * as z from 'zod'
import { type FanOutPlan, JOB_ID, type PlannedJob, planDigest } from './fan-out-plan.js'
import { readRecord, type StageRecord } from './fragment-entry.js'
import { isWithin, type Stage } from './project.js'

/** The most bytes of a fragment's text, which is read as a whole. */
export const LONGEST_FRAGMENT = 64 * 1024 * 1024
/** The most bytes of all Git files of one job. Larger files belong in DVC. */
export const LARGEST_FILES = 32 * 1024 * 1024
/** The most characters of the end of a job's output. */
export const LONGEST_LOG = 16_000

/** The most characters of an environment: about 50,000 packages. */
export const LONGEST_ENVIRONMENT = 2_000_000

const text = (longest: number) => z.string().max(longest)
const seconds = z.number().nonnegative().max(1e9)
const fragmentSchema = z.strictObject({
  schema: z.literal(1),
  sha: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
  run: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
  plan: z.string().regex(/^[0-9a-f]{64}$/),
  job: z.string().regex(JOB_ID),
  conclusion: z.enum(['success', 'failure']),
  message: text(4_000).optional(),
  /** The identifier of the error that ended the job. */
  error: z
    .string()
    .regex(/^[a-z-]{1,60}$/)
    .optional(),
  seconds,
  stages: z.array(
    z.strictObject({
      name: text(1_000),
      verdict: z.enum(['ran', 'restored', 'unchanged', 'failed', 'skipped']),
      seconds: seconds.optional(),
      entry: text(4_000_000).optional(),
    }),
  ),
  /** SHA-256 of the outputs in DVC's cache, by path; absent where builds are not signed. */
  hashes: z.record(text(4_096), z.string().regex(/^[0-9a-f]{64}$/)).optional(),
  files: z.array(z.strictObject({ path: text(4_096), content: z.base64(), executable: z.boolean() })).max(10_000),
  /** The environment of the stages, as JSON; absent where it could not be told. */
  environment: text(LONGEST_ENVIRONMENT).optional(),
  log: text(LONGEST_LOG),
})

/** The result of one job, for later jobs. It is data and never instructions: the reader checks all that it can check. */
export type Fragment = z.output<typeof fragmentSchema>
export type FragmentStage = Fragment['stages'][number]

/** A fragment whose stages have their entries of dvc.lock. */
export interface CheckedFragment extends Fragment {
  /** By stage. */
  records: Map<string, StageRecord>
}

/** The stages of a job in the checkout, and the files that Git keeps of them beside their outputs. */
export interface FragmentScope {
  /** The working directory, absolute; the paths of stages are relative to it. */
  directory: string
  stages: readonly Stage[]
  /** Stages that this build is forced to run. */
  forced: ReadonlySet<string>
  /** Top-level metrics and plots that are no outputs. */
  loose: readonly string[]
}

/** Parses a fragment. @returns the fragment, or the reason why the text is none */
export function parseFragment(content: string): Fragment | { reason: string } {
  let data: unknown
  try {
    data = JSON.parse(content)
  } catch {
    return { reason: 'it is no JSON: it was cut off, or another program wrote it' }
  }
  const parsed = fragmentSchema.safeParse(data)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return { reason: `it is no fragment: ${issue?.path.join('.') || 'its shape'}: ${issue?.message ?? 'wrong'}` }
}

/** Why a fragment does not belong to this job of this build; undefined where it does. */
export function foreignFragment(fragment: Fragment, plan: FanOutPlan, job: PlannedJob): string | undefined {
  if (fragment.job !== job.id) return `it is of the job ${fragment.job}`
  if (fragment.sha !== plan.sha)
    return `it is of the commit ${fragment.sha.slice(0, 7)}, and this build is of ${plan.sha.slice(0, 7)}`
  if (fragment.run !== plan.run)
    return `it is of the workflow run ${fragment.run ?? '(none)'}, and this is ${plan.run ?? '(none)'}`
  if (fragment.plan !== planDigest(plan)) return 'it is of another plan'
  const [own, planned] = [fragment.stages.map(({ name }) => name), job.stages]
  if (own.length !== planned.length || planned.some((name, index) => own[index] !== name))
    return `it has the stages ${own.join(', ') || '(none)'}, and the job has ${planned.join(', ')}`
  return undefined
}

/**
 * Checks the fragment of a job that succeeded: each stage's entry must fit the declaration in dvc.yaml (paths of outputs and dependencies,
 * form of hashes, files that Git keeps).
 * @returns the first difference, as a sentence
 */
export function checkFragment(
  fragment: Fragment,
  { directory, stages, forced, loose }: FragmentScope,
): CheckedFragment | { reason: string } {
  const records = new Map<string, StageRecord>()
  for (const { name, verdict, entry } of fragment.stages) {
    const stage = stages.find((each) => each.name === name)
    if (stage === undefined) return { reason: `there is no stage ${name}` }
    if (verdict === 'failed' || verdict === 'skipped')
      return {
        reason: `${name} ${verdict === 'failed' ? 'failed' : 'did not run'}, but the job is reported as successful`,
      }
    if (forced.has(name) && verdict !== 'ran')
      return { reason: `${name} was ${verdict}, but this build forces it to run` }
    if (entry === undefined) return { reason: `it has no entry of dvc.lock for ${name}` }
    const record = readRecord(entry, stage, directory)
    if ('reason' in record) return { reason: `its entry of dvc.lock for ${name}${record.reason}` }
    records.set(name, record)
  }
  const kept = [...stages.flatMap(({ outs }) => outs.filter(({ cache }) => !cache).map(({ path }) => path)), ...loose]
  const cached = stages.flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ path }) => path))
  const odd = Object.keys(fragment.hashes ?? {}).find((path) => !cached.includes(path))
  if (odd !== undefined)
    return { reason: `it has the hash of ${JSON.stringify(odd)}, which is no output of its stages` }
  const paths = new Set<string>()
  let bytes = 0
  for (const path of fragment.files.map((file) => file.path)) {
    if (
      posix.normalize(path) !== path ||
      path.endsWith('/') ||
      posix.isAbsolute(path) ||
      path.includes('\\') ||
      /[\x00-\x1f]/.test(path) ||
      !kept.some((out) => isWithin(path, out)) ||
      /(^|\/)\.(git|dvc)(\/|$)/i.test(path)
    ) {
      return { reason: `it has the file ${JSON.stringify(path)}, which is no Git output of its stages` }
    }
    if (paths.has(path)) return { reason: `it has the file ${path} twice` }
    paths.add(path)
  }
  const inside = [...paths].flatMap((path) =>
    parentsOf(path)
      .filter((parent) => paths.has(parent))
      .map((parent) => ({ path, parent })),
  )[0]
  if (inside !== undefined) return { reason: `it has ${inside.parent} as a file and as the folder of ${inside.path}` }
  for (const { content } of fragment.files) bytes += content.length * 0.75
  if (bytes > LARGEST_FILES)
    return { reason: `its files have ${Math.round(bytes)} bytes, and the limit is ${LARGEST_FILES}` }
  return { ...fragment, records }
}

function parentsOf(path: string): string[] {
  return path
    .split('/')
    .slice(0, -1)
    .map((_, index, parts) => parts.slice(0, index + 1).join('/'))
}
