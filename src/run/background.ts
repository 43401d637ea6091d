/** Starts work whose result a later line of the same function needs. An error surfaces on `await`, and is dropped if the function failed before. */
export function startEarly<T>(work: () => Promise<T>): Promise<T> {
  const begun = work()
  begun.catch(() => undefined)
  return begun
}
