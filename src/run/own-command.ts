import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The command by which a shell starts this program, for configuration that another program runs: its name if PATH leads
 * to it, else the interpreter and the file.
 * @param program the running file (`process.argv[1]`)
 */
export function ownCommand(program: string, env: NodeJS.ProcessEnv): string {
  const own = realOf(program)
  const found = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => realOf(join(folder, 'dvc-ci')))
    .find((path) => path !== undefined)
  return found !== undefined && found === own ? 'dvc-ci' : `${quote(process.execPath)} ${quote(own ?? program)}`
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
