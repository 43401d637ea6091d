import { resolve } from 'node:path'
import { getState } from '@actions/core'
import { cacheRights } from './cache/keys.js'
import { checkedSaves, PENDING_CACHES } from './cache/pending.js'
import { createActionsHost } from './run/actions-host.js'
import { listenForCancel } from './run/cancel.js'
import { hideCredentials } from './run/own-process.js'
import { cacheRoot } from './toolchain/cache-root.js'

// A daemon that code of the job left behind still lives.
hideCredentials(process.env)
// All processes of the main part have ended. The cache is stored here, after the verdict, so that no user waits for it.
const host = createActionsHost()
const { signal, dispose } = listenForCancel({
  onCancel: (name) => {
    host.info(`${name}: ending all processes.`)
  },
})
try {
  const pending = getState(PENDING_CACHES)
  if (pending === '') host.debug('dvc-ci: nothing to store in the cache.')
  else {
    const { env } = process
    const { loadEvent } = await import('./settings/event.js')
    const { saves, rejected } = await checkedSaves(pending, {
      rights: cacheRights(await loadEvent(env)),
      workspace: resolve(env.GITHUB_WORKSPACE || '.'),
      folders: [cacheRoot(env), ...(env.UV_PROJECT_ENVIRONMENT ? [resolve(env.UV_PROJECT_ENVIRONMENT)] : [])],
    })
    for (const reason of rejected) host.warning(`the cache: an entry is not stored: ${reason}`)
    const { saveAll } = await import('./cache/service.js')
    await saveAll(saves, { env, host, signal })
  }
} catch (error) {
  // The verdict is final; a failing cache does not change it.
  host.warning(`the cache: ${error instanceof Error ? error.message : String(error)}`)
}
host.close()
dispose()
