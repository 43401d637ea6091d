/**
 * Starts work whose result the same function awaits later. `await` throws its error; the error is dropped if the
 * function failed before.
 */
export function startEarly<T>(work: () => Promise<T>): Promise<T> {
  const begun = work()
  begun.catch(() => undefined)
  return begun
}

/** Waits for an answer that no step may need. @returns a function that returns the answer or throws its error */
export async function settled<T>(asked: Promise<T>): Promise<() => T> {
  const [outcome] = await Promise.allSettled([asked])
  return () => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  }
}
