/**
 * Makes an uncaught exception of a run that waits for something which nothing can bring about any more: Node would end with code 13 and
 * without a word. @returns what takes it back, for the end of the run
 */
export function catchUnanswered(): () => void {
  const unanswered = () => {
    throw new Error('the run waits for something, and nothing is left that could bring it about')
  }
  process.once('beforeExit', unanswered)
  return () => {
    process.off('beforeExit', unanswered)
  }
}
