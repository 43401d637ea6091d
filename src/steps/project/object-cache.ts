import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { admitObjects, collectObjects, listObjects } from '../../cache/objects.js'
import { messageOf } from '../../errors/errors.js'
import type { CacheRequest } from '../../run/shared-cache.js'
import { count } from '../../text/words.js'
import type { ObjectCache, Project } from './project.js'

/** Modes that pull more than one stage's needs, on one machine. */
const MODES = ['validate', 'rebuild', 'retrain']
/** Folders below `.dvc/tmp`, which Git ignores: what came from the cache and is not trusted yet, and what is to be kept. The toolkit wants one name for both. */
const FOLDER = 'dvc-ci-objects'

/**
 * Begins to bring back the objects of an earlier run, beside everything that goes before the first pull. They lie apart until a pull asks for
 * them, and only those that it would fetch from the remote get into DVC's cache, each after its whole content was hashed; the run cache is never
 * kept. So a forced build gets source data from it and nothing else.
 * @returns undefined where there is no cache, or everybody could read it
 */
export function openObjectCache(project: Project): ObjectCache | undefined {
  const { mode, validate, fanOut } = project.run.settings
  // What others have trained is only looked at here: metrics, plots and the model.
  const trainedElsewhere = mode === 'retrain' && fanOut.plan !== ''
  return MODES.includes(mode) && validate.pull !== 'none' && !trainedElsewhere
    ? openCache(project, undefined)
    : undefined
}

/**
 * As `openObjectCache`, for a job of a build over many machines: the source data that its stages read, under a name of its own, and nothing else. An entry of
 * the whole project would bring more than the job may need.
 * @param stages of the job
 */
export function openSourceCache(project: Project, stages: readonly string[]): ObjectCache | undefined {
  const { graph } = project
  const sources = new Set(
    stages.flatMap((name) => graph.upstream(name)).filter((name) => graph.stage(name)?.kind !== 'stage'),
  )
  return rootsOf(project, [...sources]).length === 0 ? undefined : openCache(project, [...sources])
}

/** @param sources what alone is restored and kept; everything without it */
function openCache(opened: Project, sources: readonly string[] | undefined): ObjectCache | undefined {
  let project = opened
  const { run, dvc, root } = project
  const { cache, host, settings } = run
  if (cache === undefined) return undefined
  // A pull request from anybody's fork can read what the default branch has kept, and has no credentials of the remote otherwise.
  if (settings.cache.use !== 'all' && settings.event.privateRepository !== true) {
    host.debug(
      "DVC's objects are not kept in the cache: the repository is not private (`cache: all` keeps them nevertheless).",
    )
    return undefined
  }
  const folder = join(root, '.dvc', 'tmp', FOLDER)
  const request = (): CacheRequest => {
    // An output of its own remote has its own hash here: what it is, not where it is, is kept.
    const remote = settings.remote ?? project.index.defaultRemote ?? 'none'
    const place = createHash('sha256')
      .update(JSON.stringify([remote, settings.github.project]))
      .digest('hex')
      .slice(0, 8)
    const name = `${place}-${digest(rootsOf(project, sources))}-`
    return sources === undefined
      ? { what: 'DVC data', kind: 'data', name, similar: [`${place}-`], paths: [folder] }
      : { what: 'source data', kind: 'sources', name, paths: [folder] }
  }
  const place = dvc.run(['cache', 'dir']).then(
    ({ code, stdout }) => (code === 0 ? join(stdout.trim(), 'files', 'md5') : undefined),
    () => undefined,
  )
  const noMore = new AbortController()
  let arrived = false
  const restored = (async () => {
    await rm(folder, { recursive: true, force: true })
    await cache.restore(request(), noMore.signal)
    arrived = true
    return new Set(await listObjects(folder))
  })().catch((error: unknown) => {
    host.debug(`the cache of DVC data: ${messageOf(error)}`)
    return new Set<string>()
  })
  run.endings.push(async () => {
    const inTime = arrived
    noMore.abort()
    const [had, from] = [await restored, await place]
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
    if (from === undefined || !inTime || run.signal.aborted) return
    await keep(project, { had, from, folder, request: request(), sources }).catch((error: unknown) => {
      host.debug(`the cache of DVC data: ${messageOf(error)}`)
    })
  })
  return {
    describe(next) {
      project = next
    },
    async admit(stages) {
      const [had, into] = [await restored, await place]
      if (had.size === 0 || into === undefined) return
      try {
        const { objects, refused } = await admitObjects(folder, into, rootsOf(project, stages))
        if (objects > 0)
          host.info(`${count(objects, 'object')} from the cache, each of them hashed: not fetched from the remote.`)
        if (refused.length > 0)
          host.warning(
            `${count(refused.length, 'object')} of the cache ${refused.length === 1 ? 'is' : 'are'} not what ${refused.length === 1 ? 'its name says' : 'their names say'}, and left out: ${refused.slice(0, 3).join(', ')}.`,
          )
      } catch (error) {
        host.debug(`the cache of DVC data: ${messageOf(error)}`)
      }
    },
  }
}

interface Kept {
  had: ReadonlySet<string>
  from: string
  folder: string
  request: CacheRequest
  sources: readonly string[] | undefined
}

/** Lays what this commit is made of aside for the end of the job, if the cache does not have it yet. */
async function keep({ run, ...project }: Project, { had, from, folder, request, sources }: Kept): Promise<void> {
  const held = await collectObjects(from, folder, rootsOf(project, sources))
  if (held.every((hash) => had.has(hash))) return rm(folder, { recursive: true, force: true })
  // The same commit may be kept in part first (`pull: needed`): what is held is a part of the name.
  run.cache?.keep({ ...request, name: `${request.name}${digest(held)}` })
}

/** Hashes of what these stages and `.dvc` files make and DVC keeps, in any order. */
function rootsOf({ index }: Pick<Project, 'index'>, stages: readonly string[] | undefined): string[] {
  const outs = index.stages
    .filter(({ name, partial }) => !partial && (stages?.includes(name) ?? true))
    .flatMap((stage) => stage.outs)
  return [
    ...new Set(
      outs.flatMap(({ cache, hash, hashName }) =>
        cache && hash !== undefined && (hashName ?? 'md5') === 'md5' ? [hash] : [],
      ),
    ),
  ]
}

function digest(hashes: readonly string[]): string {
  return createHash('sha256')
    .update([...hashes].sort().join('\n'))
    .digest('hex')
    .slice(0, 16)
}
