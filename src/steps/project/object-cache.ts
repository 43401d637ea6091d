import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { admitObjects, collectObjects, listObjects } from '../../cache/objects.js'
import { messageOf } from '../../errors/errors.js'
import type { CacheRequest } from '../../run/shared-cache.js'
import { count } from '../../text/words.js'
import type { ObjectCache, Project } from './project.js'

/** Modes in which one machine pulls the data of several stages. */
const MODES = ['validate', 'rebuild', 'retrain']
/**
 * The folder below `.dvc/tmp`, which Git ignores, for restored objects that are not verified yet and for objects to
 * save. The toolkit needs the same path for restore and save.
 */
const FOLDER = 'dvc-ci-objects'

/**
 * Starts to restore the objects of an earlier run, in parallel with the steps before the first pull. They stay in their
 * own folder until a pull needs them. An object that the pull would download enters DVC's cache after its content was
 * hashed. DVC's run cache is never saved, so a forced build gets only source data from it.
 * @returns undefined without a cache, and where users without read access to the repository could read it
 */
export function openObjectCache(project: Project): ObjectCache | undefined {
  const { mode, validate, fanOut } = project.run.settings
  // Other machines have trained: this run reads only metrics, plots and the model.
  const isTrained = mode === 'retrain' && fanOut.plan !== ''
  return MODES.includes(mode) && validate.pull !== 'none' && !isTrained ? openCache(project, undefined) : undefined
}

/**
 * The cache for one job of a fan-out: it holds only the source data that the job's stages read, under a separate name.
 * An entry of the whole project would restore more than the job needs.
 * @param stages of the job
 */
export function openSourceCache(project: Project, stages: readonly string[]): ObjectCache | undefined {
  const { graph } = project
  const sources = new Set(
    stages.flatMap((name) => graph.upstream(name)).filter((name) => graph.stage(name)?.kind !== 'stage'),
  )
  return rootsOf(project, [...sources]).length === 0 ? undefined : openCache(project, [...sources])
}

/** @param sources the only stages and `.dvc` files that are restored and saved; undefined for all */
function openCache(opened: Project, sources: readonly string[] | undefined): ObjectCache | undefined {
  let project = opened
  const { run, dvc, root } = project
  const { cache, host, settings } = run
  if (cache === undefined) return undefined
  // A pull request from a fork can read the cache of the default branch, but has no credentials of the remote.
  if (settings.cache.use !== 'all' && settings.event.privateRepository !== true) {
    host.debug('DVC data is not cached: the repository is not private. `cache: all` caches it anyway.')
    return undefined
  }
  const folder = join(root, '.dvc', 'tmp', FOLDER)
  const request = (): CacheRequest => {
    // An output with another remote needs no separate entry: objects are found by hash.
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
    host.debug(`cache of DVC data: ${messageOf(error)}`)
    return new Set<string>()
  })
  run.endings.push(async () => {
    const inTime = arrived
    noMore.abort()
    const [had, from] = [await restored, await place]
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
    if (from === undefined || !inTime || run.signal.aborted) return
    await keep(project, { had, from, folder, request: request(), sources }).catch((error: unknown) => {
      host.debug(`cache of DVC data: ${messageOf(error)}`)
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
          host.info(`${count(objects, 'object')} restored from the cache and verified, so not downloaded.`)
        if (refused.length > 0)
          host.warning(
            `${count(refused.length, 'cached object')} did not match ${refused.length === 1 ? 'its hash' : 'their hashes'} and ${refused.length === 1 ? 'was' : 'were'} not used: ${refused.slice(0, 3).join(', ')}.`,
          )
      } catch (error) {
        host.debug(`cache of DVC data: ${messageOf(error)}`)
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

/** Collects the objects of this commit for the cache at the end of the job, unless the cache has them. */
async function keep({ run, ...project }: Project, { had, from, folder, request, sources }: Kept): Promise<void> {
  const held = await collectObjects(from, folder, rootsOf(project, sources))
  if (held.every((hash) => had.has(hash))) return rm(folder, { recursive: true, force: true })
  // An earlier run may have saved a part of the commit's objects (`pull: needed`), so the name has their digest.
  run.cache?.keep({ ...request, name: `${request.name}${digest(held)}` })
}

/** Hashes of the outputs of these stages and `.dvc` files that DVC caches, in any order. */
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
