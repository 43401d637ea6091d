/**
 * A signal that aborts after some milliseconds, as `AbortSignal.timeout` does. By hand: Node 20 forgets that one where
 * only `AbortSignal.any` refers to it, so a request without an answer would hang (nodejs/node, issue 57736).
 */
export function timeLimit(milliseconds: number): AbortSignal {
  const limit = new AbortController()
  setTimeout(() => {
    limit.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
  }, milliseconds).unref()
  return limit.signal
}
