import type { CacheRequest } from '../run/shared-cache.js'
import type { EventContext } from '../settings/settings.js'

/** Version of the cached format. A new version hides older entries. */
const VERSION = 1

/** Namespace of the entries of a run. `official`: runs of the default branch. `change`: all other runs. */
export type Namespace = 'official' | 'change'

export interface CacheRights {
  /** Best first. */
  reads: readonly Namespace[]
  /** Absent: the run stores nothing. */
  writes?: Namespace
}

/** Events that run only the default branch's own code. */
const OFFICIAL_EVENTS = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch']

/**
 * The cache access of a run. The default branch reads only its own entries.
 * GitHub also hides the entries of other refs from it ("Dependency caching reference", restrictions for accessing a
 * cache). This rule also covers events that run in the scope of the default branch for a change, such as
 * `workflow_run`.
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
    // Any user may have started another event there, so it must store nothing that an official build would read.
    return trusted && OFFICIAL_EVENTS.includes(name)
      ? { reads: ['official'], writes: 'official' }
      : { reads: ['official'] }
  }
  return trusted ? { reads: ['change', 'official'], writes: 'change' } : { reads: ['change', 'official'] }
}

/** Characters that a key must not contain, or that would make two keys equal. */
const clean = (text: string) => encodeURIComponent(text).slice(0, 120)

/** The system of the content: programs are linked to its libraries. */
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

/**
 * The keys for reading: first the exact key, then the accepted prefixes. A namespace's own keys come before those of
 * the next one.
 */
export function restoreKeys({ reads }: CacheRights, system: string, request: CacheRequest): string[] {
  const names = [request.name, ...(request.similar ?? [])]
  return names.flatMap((name) => reads.map((namespace) => key(namespace, system, request, name)))
}

/** The key for storing; undefined if the run may not store. */
export function saveKey({ writes }: CacheRights, system: string, request: CacheRequest): string | undefined {
  return writes === undefined ? undefined : key(writes, system, request, request.name)
}

/** True for a key in the namespace that the run may store to. */
export function isWritableKey({ writes }: CacheRights, key: string): boolean {
  return writes !== undefined && key.startsWith(`dvc-ci-${VERSION}-${writes}-`)
}

/** The given name in a key. The rest of the key is the namespace, the kind and the system. */
export function nameOfKey(found: string, system: string, request: CacheRequest): string {
  const namespaces: Namespace[] = ['official', 'change']
  const before = namespaces
    .map((namespace) => key(namespace, system, request, ''))
    .find((beginning) => found.startsWith(beginning))
  return before === undefined ? '' : found.slice(before.length)
}
