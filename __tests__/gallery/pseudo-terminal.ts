import { spawn } from 'node:child_process'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'

/** Gives the program a terminal of its own, as wide and high as told: Node has none. */
const PTY = `import fcntl, os, pty, struct, sys, termios
rows, columns, argv = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(argv[0], argv)
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`
const ROWS = 50

/** A program as a person runs it: in a terminal of that width. @returns all that it wrote, and its exit code */
export async function runInTerminal(
  columns: number,
  argv: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<{ code: number | null; output: string }> {
  requireParts('dvc')
  const child = spawn(lab.pythonBin('dvc'), ['-c', PTY, String(ROWS), String(columns), ...argv], {
    cwd,
    env: { ...env, TERM: 'xterm-256color' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [output, failure] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    failure += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  if (failure !== '') throw new Error(`the terminal failed: ${failure}`)
  return { code, output }
}
