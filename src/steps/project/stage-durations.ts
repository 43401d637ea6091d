import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { messageOf } from '../../errors/errors.js'
import type { Fragment } from '../../pipeline/fragment.js'
import type { CacheRequest } from '../../run/shared-cache.js'
import type { Project } from './project.js'

/** Modes that read or record durations; a validation does so where it runs stale stages. */
const MODES = ['plan', 'rebuild', 'retrain', 'collect', 'validate']

/** The longest wait for the durations of an earlier run, ms. */
const LONGEST_WAIT = 10_000

/** The file in which `engine/dvc_ci_engine/scheduler/history.py` keeps the last duration of each stage, seconds. */
function fileOf({ scratch }: Project): string {
  return join(scratch, 'seconds.json')
}

/**
 * Restores the stage durations of an earlier run, and saves those of this run for the next one.
 * They decide only the order of stages and the machines; without them the plan goes by depth.
 * @returns when they are restored; never rejects
 */
export async function restoreDurations(project: Project): Promise<void> {
  const { run } = project
  const { cache, host, settings } = run
  if (
    cache === undefined ||
    !MODES.includes(settings.mode) ||
    (settings.mode === 'validate' && settings.validate.stale === 'fail')
  )
    return
  const before = await textOf(project)
  const place = createHash('sha256').update(settings.github.project).digest('hex').slice(0, 8)
  const { run: workflowRun } = settings.event
  // Cache entries never change, so each run saves a new one, and restore finds the newest by the common prefix.
  const request: CacheRequest = {
    what: 'stage durations',
    kind: 'seconds',
    name: `${place}-${settings.mode}-${workflowRun?.id ?? 0}.${workflowRun?.attempt ?? 0}-${Date.now()}`,
    similar: [`${place}-`],
    paths: [fileOf(project)],
  }
  const noMore = new AbortController()
  const restored =
    before !== undefined
      ? Promise.resolve(before)
      : cache
          .restore(request, noMore.signal)
          .then(() => textOf(project))
          .catch((error: unknown) => {
            host.debug(`durations of stages: ${messageOf(error)}`)
            return undefined
          })
  run.endings.push(async () => {
    noMore.abort()
    const [known, now] = [await restored, await textOf(project)]
    if (now !== undefined && now !== known && !run.signal.aborted) cache.keep(request)
  })
  await restored
}

/** The last known durations of stages, seconds; waits up to `LONGEST_WAIT` for those of an earlier run. */
export async function knownDurations(project: Project): Promise<Map<string, number>> {
  const enough = new AbortController()
  await Promise.race([
    project.durations,
    setTimeout(LONGEST_WAIT, undefined, { ref: false, signal: enough.signal }).catch(() => undefined),
  ])
  enough.abort()
  try {
    const saved: unknown = JSON.parse((await textOf(project)) ?? '{}')
    return new Map(
      Object.entries(saved ?? {}).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0,
      ),
    )
  } catch {
    return new Map()
  }
}

/** Adds the durations of stages on other machines. Never throws: the next run uses them only as a hint. */
export async function addDurations(project: Project, fragments: readonly Fragment[]): Promise<void> {
  const ran = fragments.flatMap(({ stages }) =>
    stages.flatMap(({ name, verdict, seconds }) =>
      verdict === 'ran' && seconds !== undefined ? [[name, seconds] as const] : [],
    ),
  )
  if (ran.length === 0) return
  try {
    const draft = join(project.scratch, `seconds-${process.pid}.json`)
    const known = await knownDurations(project)
    await mkdir(project.scratch, { recursive: true })
    await writeFile(draft, JSON.stringify(Object.fromEntries([...known, ...ran])))
    await rename(draft, fileOf(project))
  } catch (error) {
    project.run.host.debug(`durations of stages: ${messageOf(error)}`)
  }
}

function textOf(project: Project): Promise<string | undefined> {
  return readFile(fileOf(project), 'utf8').catch(() => undefined)
}
