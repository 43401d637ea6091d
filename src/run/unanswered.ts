/**
 * Throws an uncaught exception when a run waits for an event that can no longer happen. Without it Node exits with code
 * 13 and no message.
 * @returns a function that ends this check, for the end of the run
 */
export function catchUnanswered(): () => void {
  const unanswered = () => {
    throw new Error('the run waits for an event that can no longer happen')
  }
  process.once('beforeExit', unanswered)
  return () => {
    process.off('beforeExit', unanswered)
  }
}
