/** What a runner makes of what a step prints. */
export interface RunnerLog {
  /** Commands that were obeyed, in order. */
  commands: { name: string; properties: Record<string, string>; data: string }[]
  /** Lines that the log shows. */
  lines: string[]
  /** True where commands are still stopped at the end. */
  stopped: boolean
}

const KNOWN = new Set([
  'group',
  'endgroup',
  'error',
  'warning',
  'notice',
  'debug',
  'add-mask',
  'set-output',
  'set-env',
  'add-path',
  'save-state',
  'echo',
  'add-matcher',
  'remove-matcher',
  'stop-commands',
  'internal-set-repo-path',
])

/**
 * Reads a step's output as the runner does (actions/runner: ActionCommand.TryParseV2 and TryParse, ActionCommandManager.TryProcessCommand):
 * `::name props::data` at the start of a line after white space, `##[name props]data` anywhere in a line, nothing but the token while stopped.
 */
export function readRunnerLog(text: string): RunnerLog {
  const log: RunnerLog = { commands: [], lines: [], stopped: false }
  let token: string | undefined
  const lines = text.split(/\r\n|\r|\n/)
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) {
    const command = parse(line, token)
    if (token !== undefined) {
      if (command?.name === token) token = undefined
      else log.lines.push(line)
      continue
    }
    if (!command) {
      log.lines.push(line)
      continue
    }
    if (command.name === 'stop-commands') token = command.data
    else log.commands.push(command)
  }
  log.stopped = token !== undefined
  return log
}

function parse(line: string, token: string | undefined): RunnerLog['commands'][number] | undefined {
  const known = (name: string) => KNOWN.has(name) || name === token
  const start = line.trimStart()
  const end = start.indexOf('::', 2)
  if (start.startsWith('::') && end >= 0) {
    const found = build(start.slice(2, end), start.slice(end + 2), { '%3A': ':', '%2C': ',' }, ',')
    if (known(found.name)) return found
  }
  const old = line.indexOf('##[')
  const close = line.indexOf(']', old)
  if (old >= 0 && close >= 0) {
    const found = build(line.slice(old + 3, close), line.slice(close + 1), { '%3B': ';', '%5D': ']' }, ';')
    if (known(found.name)) return found
  }
  return undefined
}

function build(
  info: string,
  data: string,
  more: Record<string, string>,
  separator: string,
): RunnerLog['commands'][number] {
  const space = info.indexOf(' ')
  const name = space < 0 ? info : info.slice(0, space)
  const decode = (value: string, codes: Record<string, string>) =>
    Object.entries({ ...codes, '%0D': '\r', '%0A': '\n', '%25': '%' }).reduce(
      (text, [code, character]) => text.replaceAll(code, character),
      value,
    )
  const properties = Object.fromEntries(
    (space < 0 ? '' : info.slice(space + 1))
      .split(separator)
      .filter((part) => part.includes('='))
      .map((part) => [part.slice(0, part.indexOf('=')).trim(), decode(part.slice(part.indexOf('=') + 1), more)]),
  )
  return { name, properties, data: decode(data, {}) }
}
