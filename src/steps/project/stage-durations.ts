import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { messageOf } from '../../errors/errors.js'
import type { Fragment } from '../../pipeline/fragment.js'
import type { CacheRequest } from '../../run/shared-cache.js'
import type { Project } from './project.js'

/** Modes that go by the seconds, or add to them; a validation does where it runs what is stale. */
const MODES = ['plan', 'rebuild', 'retrain', 'collect', 'validate']

/** Milliseconds: no hint is worth more. */
const PATIENCE = 10_000

/** Where the engine keeps the seconds that stages took when they last ran in this checkout (`engine/dvc_ci_engine/scheduler/history.py`). */
function fileOf({ scratch }: Project): string {
  return join(scratch, 'seconds.json')
}

/**
 * Begins to bring back the seconds that an earlier run of this project left, beside everything that goes before the first stage, and keeps those of this run for
 * the next one. They only decide what goes first and what shares a machine, so whatever fails leaves a plan by depth.
 * @returns when they are here; never rejects
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
  // Entries are never changed, so each run leaves one of its own, and the newest is found by what their names have in common.
  const request: CacheRequest = {
    what: 'the seconds of stages',
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
            host.debug(`the seconds of stages: ${messageOf(error)}`)
            return undefined
          })
  run.endings.push(async () => {
    noMore.abort()
    const [known, now] = [await restored, await textOf(project)]
    if (now !== undefined && now !== known && !run.signal.aborted) cache.keep(request)
  })
  await restored
}

/** Seconds that stages took when they last ran, as far as anybody knows; waits a little for those of an earlier run. */
export async function knownDurations(project: Project): Promise<Map<string, number>> {
  const enough = new AbortController()
  await Promise.race([
    project.durations,
    setTimeout(PATIENCE, undefined, { ref: false, signal: enough.signal }).catch(() => undefined),
  ])
  enough.abort()
  try {
    const told: unknown = JSON.parse((await textOf(project)) ?? '{}')
    return new Map(
      Object.entries(told ?? {}).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0,
      ),
    )
  } catch {
    return new Map()
  }
}

/** Adds what stages took on other machines. Never throws: it is a hint for the next time. */
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
    project.run.host.debug(`the seconds of stages: ${messageOf(error)}`)
  }
}

function textOf(project: Project): Promise<string | undefined> {
  return readFile(fileOf(project), 'utf8').catch(() => undefined)
}
