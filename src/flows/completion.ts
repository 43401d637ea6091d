import type { Shell } from '../settings/commands.js'
import { completionScript } from '../settings/completion.js'
import { IDENTIFIERS } from '../settings/identifiers.js'

/** The completion script of a shell. */
export function completion(shell: Shell): string {
  return completionScript(shell, [...new Set(IDENTIFIERS.map(({ id }) => id))].sort())
}
