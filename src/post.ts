import { getState } from '@actions/core'
import { PENDING_CACHES } from './cache/pending.js'
import type { PendingSave } from './cache/service.js'
import { createActionsHost } from './run/actions-host.js'
import { listenForCancel } from './run/cancel.js'

// Whatever a run starts ends with it; what it leaves is kept in the cache here, when nobody waits for its verdict any more.
const host = createActionsHost()
const { signal, dispose } = listenForCancel({
  onCancel: (name) => {
    host.info(`${name}: ending what runs.`)
  },
})
try {
  const pending = getState(PENDING_CACHES)
  if (pending === '') host.debug('dvc-ci: nothing is left to keep in the cache.')
  else {
    const { saveAll } = await import('./cache/service.js')
    await saveAll(JSON.parse(pending) as PendingSave[], { env: process.env, host, signal })
  }
} catch (error) {
  // The verdict has been given; a cache changes nothing about it.
  host.warning(`the cache: ${error instanceof Error ? error.message : String(error)}`)
}
host.close()
dispose()
