import { posix } from 'node:path'
import type { LockedOut } from '../../dvc/locked-outs.js'
import { joinPath } from '../../dvc/project-files.js'
import { SetupError } from '../../errors/errors.js'
import { isWithin, type Out } from '../../pipeline/project.js'
import { type DiffSides, unknownWord } from '../../report/diff-summary.js'
import { nearest } from '../../text/nearest.js'
import { allData, type DataPair, dataPairs } from '../datasets/data-pairs.js'
import { describeData, shownData, shownThumbnails } from '../datasets/describe-data.js'
import { reportUnusedKeys } from '../datasets/report-unused-keys.js'
import { lockedAt } from '../evaluation/read-metrics.js'
import type { Project } from '../project/project.js'
import type { Revisions } from './find-revisions.js'

type Data = ReadonlyMap<string, LockedOut>

/**
 * Fills `data` of the report with what differs between two revisions.
 * @throws {SetupError} a path that is no data of either side
 */
export async function diffData(project: Project, { base, head, paths }: Revisions): Promise<DiffSides> {
  const { run } = project
  return run.step('data', async (outcome) => {
    const [before, there] = await Promise.all([
      lockedAt(project, base.sha),
      head === undefined ? undefined : lockedAt(project, head.sha),
    ])
    const now = there ?? new Map(allData(project).map((out) => [out.path, out]))
    const known = [...new Set([...now.keys(), ...before.keys()])]
    const asked = paths.map((word) => dataPath(word, known))
    const isAsked = (path: string) => asked.length === 0 || asked.some((each) => isAbout(path, each))
    const own = there === undefined ? project : projectAt(project, there)
    const pairs = there === undefined ? dataPairs(project, before) : pairsBetween(project, there, before)
    reportUnusedKeys(own, before)
    const described = await describeData(
      own,
      pairs.filter(({ path }) => isAsked(path)),
      // No gate tells of leaks here, so each one is a finding.
      { policies: [], alone: [] },
    )
    run.report.data = shownData(own, described)
    run.facts.thumbnails = shownThumbnails(own, described)
    outcome.message = `${run.report.data.length} changed`
    if (run.report.data.some(({ unread }) => unread !== undefined)) outcome.conclusion = 'warning'
    const data = known.filter(isAsked).length
    return { base: base.label, ...(head === undefined ? {} : { head: head.label }), data }
  })
}

/** The path of data that a user means. @throws {SetupError} neither side has such data */
function dataPath(word: string, known: readonly string[]): string {
  const path = posix.normalize(word).replace(/\/$/, '')
  if (path === '.' || known.some((each) => isAbout(each, path))) return path
  const meant = nearest(path, known)
  throw new SetupError('argument-invalid', unknownWord(word), {
    key: 'diff',
    value: word,
    remedy: `${meant === undefined ? '' : `Did you mean ${meant}? `}Write \`dvc-ci diff BASE HEAD PATH\`: branches, tags or commits first, then paths of data.`,
  })
}

/** True for data at the asked path, below it, or around it. */
function isAbout(path: string, asked: string): boolean {
  return isWithin(path, asked) || isWithin(asked, path)
}

/** Data that differs between two commits; the stages are those of the working tree. */
function pairsBetween(project: Project, now: Data, before: Data): DataPair[] {
  const makers = new Map(
    project.stages.flatMap((stage) =>
      stage.kind === 'stage' && !stage.frozen ? stage.outs.map((out) => [joinPath(out.path), stage.name] as const) : [],
    ),
  )
  return [...new Set([...now.keys(), ...before.keys()])].sort().flatMap((path): DataPair[] => {
    const [value, old, stage] = [now.get(path), before.get(path), makers.get(path)]
    if (value?.hash === old?.hash || path.startsWith('../')) return []
    return [
      {
        path,
        change: old === undefined ? 'added' : value === undefined ? 'deleted' : 'modified',
        ...(stage === undefined ? {} : { stage }),
        ...(value === undefined ? {} : { now: value }),
        ...(old === undefined ? {} : { before: old }),
      },
    ]
  })
}

/** The project with the data of another commit, so that test data is compared with the training data of that commit. */
function projectAt(project: Project, data: Data): Project {
  const outs = (own: readonly Out[]) =>
    own.flatMap((out): Out[] => {
      const there = data.get(joinPath(out.path))
      if (there === undefined) return out.cache ? [] : [out]
      const { path, cache, metric, plot, persist, push, remote } = out
      const { hash, hashName, size } = there
      return [
        {
          ...{ path, cache, metric, plot, persist, push, hash, hashName },
          ...(remote === undefined ? {} : { remote }),
          ...(size === undefined ? {} : { size }),
        },
      ]
    })
  return { ...project, stages: project.stages.map((stage) => ({ ...stage, outs: outs(stage.outs) })) }
}
