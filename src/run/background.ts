/**
 * Starts work whose result the same function awaits later. `await` throws its error; the error is dropped if the
 * function failed before.
 */
export function startEarly<T>(work: () => Promise<T>): Promise<T> {
  const begun = work()
  begun.catch(() => undefined)
  return begun
}
