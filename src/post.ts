import { getState } from '@actions/core'
import { PENDING_CACHES } from './cache/pending.js'
import type { PendingSave } from './cache/service.js'
import { createActionsHost } from './run/actions-host.js'
import { listenForCancel } from './run/cancel.js'

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
    const { saveAll } = await import('./cache/service.js')
    await saveAll(JSON.parse(pending) as PendingSave[], { env: process.env, host, signal })
  }
} catch (error) {
  // The verdict is final; a failing cache does not change it.
  host.warning(`the cache: ${error instanceof Error ? error.message : String(error)}`)
}
host.close()
dispose()
