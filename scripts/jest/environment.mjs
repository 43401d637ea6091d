/**
 * The environment of every suite. It lends suites an import outside of their context, whose modules stay for the next
 * suites of the worker: V8 compiles and optimizes the sources once, and not for each suite.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { TestEnvironment } from 'jest-environment-node'

// jest-circus makes a storage for each suite and never disables it. Each promise of a later suite would visit them all.
const used = new Set()
const { run } = AsyncLocalStorage.prototype
AsyncLocalStorage.prototype.run = function (...args) {
  used.add(this)
  return run.apply(this, args)
}

export default class LendingEnvironment extends TestEnvironment {
  async setup() {
    await super.setup()
    this.global.importForWorker = (address) => import(address)
  }

  async teardown() {
    await super.teardown()
    // Storages that suites share are enabled again by their next use.
    for (const storage of used) storage.disable()
    used.clear()
  }
}
