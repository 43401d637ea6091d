import { pathToFileURL } from 'node:url'

/** The import that scripts/jest/environment.mjs lends. */
const { importForWorker: lent = (address: string) => import(address) } = globalThis as unknown as {
  importForWorker?: (address: string) => Promise<unknown>
}

/** Imports a file. Its module is shared by all suites of a worker of jest. */
export function importForWorker(file: string): Promise<unknown> {
  return lent(pathToFileURL(file).href)
}
