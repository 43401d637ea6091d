/**
 * The environment of suites that start programs. It lends them an import outside of their context, whose modules stay
 * for the next suites of the worker: V8 compiles and optimizes the sources once, and not for each suite.
 */
import { TestEnvironment } from 'jest-environment-node'

export default class LendingEnvironment extends TestEnvironment {
  async setup() {
    await super.setup()
    this.global.importForWorker = (address) => import(address)
  }
}
