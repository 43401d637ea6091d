/** A promise with the functions that settle it. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>
  resolve(this: void, value: Value | PromiseLike<Value>): void
  reject(this: void, reason: unknown): void
}

/** Makes a promise that other code settles. `Promise.withResolvers` does the same, from Node 22 on. */
export function deferred<Value>(): Deferred<Value> {
  let resolve: Deferred<Value>['resolve'] = () => undefined
  let reject: Deferred<Value>['reject'] = () => undefined
  const promise = new Promise<Value>((fulfil, fail) => {
    resolve = fulfil
    reject = fail
  })
  return { promise, resolve, reject }
}
