import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../errors/errors.js'
import {
  type AskedMetric,
  aboutTheValue,
  askedMetrics,
  type Certainties,
  type Certainty,
  levelsOf,
  ofTables,
  sliceFiles,
} from '../../metrics/certainty.js'
import type { MetricSides } from '../../metrics/compare.js'
import { unreadableFile } from '../../metrics/metrics-file.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import { askPredictions, type PredictionsAnswer } from '../../readers/predictions.js'
import { PACKAGES } from '../../readers/tables.js'
import { unlikeText, unusedPredictions } from '../../report/predictions-note.js'
import type { PredictionsTable } from '../../settings/settings.js'
import { withoutPeriod } from '../../text/words.js'
import { withTableReader } from '../datasets/read-tables.js'
import type { Measured } from '../evaluation/measurements.js'
import {
  dropPredictions,
  type PredictionsPlace,
  predictionsOfBaseline,
  presentPredictions,
} from '../evaluation/predictions.js'
import type { Project } from '../project/project.js'
import type { Baseline, BaselineContent } from './baseline.js'

/** Why predictions say nothing of measured metrics, as a clause. */
const CLAIMED = 'the evaluation of this run did not write it and declares no dependency on it'

/**
 * Computes the intervals of metrics from the predictions of the settings, and adds the metrics of their slices to both
 * sides. Never fails: a finding says what could not be computed, and a policy with `confidence` is judged without it.
 */
export async function withCertainty(
  project: Project,
  sides: MetricSides,
  baseline: { of: Baseline; content: BaselineContent | undefined },
  measured: Measured | undefined,
): Promise<MetricSides> {
  const { predictions } = project.run.settings.metrics
  if (predictions.length === 0) return sides
  await mkdir(project.scratch, { recursive: true })
  const folder = await mkdtemp(join(project.scratch, 'certainty-'))
  const certainties = new Map<string, Certainty>()
  const committed = new Map(sides.committed)
  const before = sides.baseline === undefined ? undefined : new Map(sides.baseline)
  const asked = askedMetrics(new Map([...sides.committed, ...(sides.measured ?? [])]), sides.baseline)
  const told: Told[] = []
  const time = { left: project.run.settings.data.timeout }
  try {
    for (const table of predictions) {
      const { open, closed } = evidenced(table.path, asked, measured)
      const places: Places =
        open.length === 0 && closed.length > 0
          ? { now: { unread: CLAIMED }, before: { absent: true } }
          : await placesOf(project, table.path, baseline, measured, folder)
      const answer = await ask(project, table, places, open, time).catch(unreadBy(project))
      told.push({ path: table.path, answer, places, asked: open })
      for (const [key, certainty] of [
        ...certaintiesOf({ unread: CLAIMED }, places, closed),
        ...certaintiesOf(answer, places, open),
      ])
        certainties.set(key, ofTables(certainties.get(key), certainty))
      // A metrics file has metrics of its own, which no slice may replace.
      if (table.slices.length === 0 || sides.committed.has(table.path) || sides.measured?.has(table.path) === true)
        continue
      const { certainties: ofSlices, ...slices } = slicesOf(table, answer, places)
      committed.set(table.path, slices.now)
      if (slices.before !== undefined) before?.set(table.path, slices.before)
      for (const [key, certainty] of ofSlices) certainties.set(key, certainty)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
    await dropPredictions(project)
  }
  for (const each of told) addFinding(project, each, certainties)
  return { ...sides, committed, baseline: before, certainties }
}

/** The answer about one table. */
interface Told {
  path: string
  answer: PredictionsAnswer
  places: Places
  asked: readonly AskedMetric[]
}

/** The reason why predictions were not read, from an error. @throws the error of a cancelled run */
function unreadBy({ run }: Project): (error: unknown) => { unread: string } {
  return (error) => {
    if (run.signal.aborted) throw error
    return { unread: run.host.redact(withoutPeriod(messageOf(error))) }
  }
}

/**
 * The metrics that predictions may tell of: those that this run measured need predictions of its own evaluation. A committed
 * table is a claim, as committed metrics are.
 */
function evidenced(
  path: string,
  asked: readonly AskedMetric[],
  measured: Measured | undefined,
): { open: AskedMetric[]; closed: AskedMetric[] } {
  const isOpen = (metric: AskedMetric) =>
    measured?.predictions?.has(path) === true || measured?.files.has(metric.path) !== true
  return { open: asked.filter(isOpen), closed: asked.filter((metric) => !isOpen(metric)) }
}

interface Places {
  now: PredictionsPlace
  before: PredictionsPlace
}

async function placesOf(
  project: Project,
  path: string,
  { of, content }: { of: Baseline; content: BaselineContent | undefined },
  measured: Measured | undefined,
  folder: string,
): Promise<Places> {
  const now = await presentPredictions(project, path, measured?.predictions).catch(unreadBy(project))
  const before: PredictionsPlace =
    content === undefined
      ? of.metrics === undefined
        ? { absent: true }
        : { unread: 'a run of MLflow has none' }
      : await predictionsOfBaseline(project, path, { ...content, folder }, measured?.baselinePredictions).catch(
          unreadBy(project),
        )
  return { now, before }
}

async function ask(
  project: Project,
  table: PredictionsTable,
  { now, before }: Places,
  asked: readonly AskedMetric[],
  time: { left: number },
): Promise<PredictionsAnswer> {
  if (!('file' in now)) return { unread: 'unread' in now ? now.unread : 'neither the workspace nor the commit has it' }
  const { data, metrics } = project.run.settings
  const limits = { memory: data.memory, seconds: data.timeout, bytes: data.limit }
  const file = { ...table, now: now.file, ...('file' in before ? { before: before.file } : {}) }
  const request = {
    file,
    metrics: asked.map(({ name, value, baseline }) => ({
      name,
      value,
      ...(baseline === undefined ? {} : { baseline }),
    })),
    tolerance: metrics.tolerance.amount,
    levels: levelsOf(metrics.policies),
  }
  const askWith = (packages: readonly string[]) =>
    withTableReader(project, limits, packages, async (reader) => {
      const started = performance.now()
      const answer = await askPredictions({ ...reader, ...request, seconds: time.left })
      time.left -= (performance.now() - started) / 1000
      return answer
    })
  const answer = await askWith([PACKAGES.duckdb, PACKAGES.numpy])
  return 'needs' in answer ? askWith(Object.values(PACKAGES)) : answer
}

function certaintiesOf(
  answer: PredictionsAnswer,
  places: Places,
  asked: readonly AskedMetric[],
): Map<string, Certainty> {
  const { rows, metrics = [], unread } = answer
  const unpaired = unpairedOf(answer, places)
  return new Map(
    asked.flatMap((metric, index): [string, Certainty][] => {
      const { key, value, baseline } = metric
      if (unread !== undefined) return [[key, { lack: `the predictions cannot be used: ${unread}` }]]
      const found = metrics[index]
      if (found === undefined) return []
      const { reason, given, baseline_given: before, lack, intervals, unpaired: own } = found
      if (reason !== undefined) return [[key, { lack: 'no function of predictions has its name' }]]
      if (given !== undefined) return [[key, { lack: unlikeText(value, given, 'the evaluation') }]]
      const apart =
        before === undefined || baseline === undefined
          ? (own ?? unpaired)
          : unlikeText(baseline, before, 'the baseline')
      return [
        [
          key,
          {
            ...(intervals === undefined ? {} : aboutTheValue(intervals, metric)),
            ...(lack === undefined ? {} : { lack }),
            ...(apart === undefined ? {} : { unpaired: apart }),
            ...(rows === undefined ? {} : { rows }),
          },
        ],
      ]
    }),
  )
}

function unpairedOf({ unpaired }: PredictionsAnswer, { before }: Places): string | undefined {
  if ('absent' in before) return 'the baseline has no such predictions'
  return 'unread' in before ? `the predictions of the baseline were not read: ${before.unread}` : unpaired
}

/** The metrics of slices on both sides. A side whose predictions cannot be used has an unreadable file, so that its policies fail. */
function slicesOf(
  { path }: PredictionsTable,
  answer: PredictionsAnswer,
  places: Places,
): { now: ParsedFile; before?: ParsedFile; certainties: Certainties } {
  const unpaired = unpairedOf(answer, places)
  const { unread, slices = [], metrics = [] } = answer
  if (unread !== undefined) return { now: unreadableFile(path, unread), certainties: new Map() }
  const found = sliceFiles(path, slices, unpaired)
  if ('absent' in places.before) return { now: found.now, certainties: found.certainties }
  const isUnlike = metrics.some(({ baseline_given: given }) => given !== undefined)
  if (found.before !== undefined && !isUnlike) return { ...found, before: found.before }
  const why = isUnlike ? 'the baseline has other metrics than its predictions give' : (unpaired ?? 'it has no slices')
  return { ...found, before: unreadableFile(path, why) }
}

/** One notice for what a table does not give. The first predictions of a project have no others to compare with. */
function addFinding({ run, inGit }: Project, { path, answer, places, asked }: Told, certainties: Certainties): void {
  const { unread, unsliced, metrics = [] } = answer
  const unpaired = 'absent' in places.before ? undefined : unpairedOf(answer, places)
  const message = unusedPredictions(path, {
    ...(unread === undefined ? {} : { unread }),
    ...(unsliced === undefined ? {} : { unsliced }),
    ...(unpaired === undefined ? {} : { unpaired }),
    // A metric that another table gives is no matter of this one.
    metrics: asked.flatMap(({ key, name, value }, index) => {
      const given = metrics[index]?.given
      return given === undefined || certainties.get(key)?.intervals !== undefined ? [] : [{ name, value, given }]
    }),
  })
  if (message !== '')
    run.report.lint.push({ rule: 'predictions-unused', path: inGit(path), severity: 'notice', message })
}
