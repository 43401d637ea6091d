import type { CacheRequest } from '../run/shared-cache.js'
import type { EventContext } from '../settings/settings.js'

/** Goes up when what is kept changes its form: older entries are then not seen any more. */
const VERSION = 1

/** Whose entries a run sees and writes. `official`: of the default branch. `change`: of everything else. */
export type Namespace = 'official' | 'change'

export interface CacheRights {
  /** The best first. */
  reads: readonly Namespace[]
  /** Absent: it keeps nothing. */
  writes?: Namespace
}

/** Events that run the default branch's own code and nothing of a change. */
const OFFICIAL_EVENTS = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch']

/**
 * What a run may take from the cache and keep there. The default branch sees only what it kept itself. GitHub keeps the entries of other refs from
 * it too ("Dependency caching reference", restrictions for accessing a cache); this also covers events that run in the default branch's scope
 * for the sake of a change, such as `workflow_run`.
 */
export function cacheRights({
  name,
  ref,
  defaultBranch,
  pullRequest,
  trusted,
}: Pick<EventContext, 'name' | 'ref' | 'defaultBranch' | 'pullRequest' | 'trusted'>): CacheRights {
  const onDefault = name === 'schedule' || (defaultBranch !== undefined && ref === `refs/heads/${defaultBranch}`)
  if (pullRequest === undefined && onDefault) {
    // Whatever else runs there may have been started by anybody, and must leave nothing that an official build would take.
    return trusted && OFFICIAL_EVENTS.includes(name)
      ? { reads: ['official'], writes: 'official' }
      : { reads: ['official'] }
  }
  return trusted ? { reads: ['change', 'official'], writes: 'change' } : { reads: ['change', 'official'] }
}

/** What a key may not have in it, or would make two of them alike. */
const clean = (text: string) => encodeURIComponent(text).slice(0, 120)

/** The system that the content is for: programs are linked to its libraries. */
export function systemOf(
  env: NodeJS.ProcessEnv,
  platform: string = process.platform,
  arch: string = process.arch,
): string {
  return [platform, arch, env['ImageOS'] ?? ''].filter((part) => part !== '').join('-')
}

function key(namespace: Namespace, system: string, { kind }: CacheRequest, name: string): string {
  return [`dvc-ci-${VERSION}`, namespace, clean(kind), clean(system), clean(name)].join('-')
}

/** The keys under which a run looks for something: the first, and then what will do, by their beginnings. Each namespace's own before the next one's. */
export function restoreKeys({ reads }: CacheRights, system: string, request: CacheRequest): string[] {
  const names = [request.name, ...(request.similar ?? [])]
  return names.flatMap((name) => reads.map((namespace) => key(namespace, system, request, name)))
}

/** The key under which a run keeps something; undefined where it may not. */
export function saveKey({ writes }: CacheRights, system: string, request: CacheRequest): string | undefined {
  return writes === undefined ? undefined : key(writes, system, request, request.name)
}

/** What of a key is the name that was given: the rest tells who wrote it, and where. */
export function nameOfKey(found: string, system: string, request: CacheRequest): string {
  const namespaces: Namespace[] = ['official', 'change']
  const before = namespaces
    .map((namespace) => key(namespace, system, request, ''))
    .find((beginning) => found.startsWith(beginning))
  return before === undefined ? '' : found.slice(before.length)
}
