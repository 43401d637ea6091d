/** Under jest the import of scripts/jest/environment.mjs, whose modules all suites of a worker share. */
export const { importForWorker = (address: string) => import(address) } = globalThis as unknown as {
  importForWorker?: (address: string) => Promise<unknown>
}
