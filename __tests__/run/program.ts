import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'

const ROOT = join(import.meta.dirname, '../..')

/** Bundles entry points, or one program that is given as text (it imports from the root of the project), for Node. */
export async function bundle(program: string | string[], outdir: string, plugins: Plugin[] = []): Promise<void> {
  await build({
    ...(typeof program === 'string'
      ? {
          stdin: { contents: program, resolveDir: ROOT, loader: 'ts' as const, sourcefile: 'program.ts' },
          outfile: join(outdir, 'program.js'),
        }
      : {
          entryPoints: program.map((entry) => join(ROOT, entry)),
          outdir,
          splitting: true,
          chunkNames: 'chunks/[name]-[hash]',
        }),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    plugins,
    banner: {
      js: "import { createRequire as dvcCiCreateRequire } from 'node:module'\nconst require = dvcCiCreateRequire(import.meta.url)",
    },
    define: { 'process.env.DVC_CI_VERSION': '"1.2.3"' },
  })
}

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** Runs it in a terminal: standard output and error are one then. */
  pty?: boolean
  /** Called with everything on standard output so far, for a test that reacts to it. */
  onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** Of our own environment only what a program needs to start, so that no test depends on where it runs. */
const NEUTRAL = Object.fromEntries(
  ['PATH', 'HOME', 'SystemRoot', 'LANG'].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  ),
)
const PTY = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'

/** Runs Node on a file, without a shell. */
export function runNode(args: string[], options: RunOptions = {}): Promise<Ran> {
  const argv = [process.execPath, ...args]
  const [command = '', ...rest] = options.pty ? ['python3', '-c', PTY, ...argv] : argv
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, {
      cwd: options.cwd ?? tmpdir(),
      env: { ...NEUTRAL, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ran: Ran = { code: null, stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      ran.stdout += text
      options.onOutput?.(ran.stdout, (signal) => child.kill(signal))
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ran.stderr += text
    })
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ ...ran, code })
    })
  })
}

/** Bundles a program and runs it. */
export async function runProgram(source: string, options: RunOptions = {}): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-program-'))
  try {
    await bundle(source, folder)
    return await runNode([join(folder, 'program.js')], options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What stays on a terminal's screen of what was written: carriage returns go back, `CSI 2K` clears the line, colours are left out. */
export function screenOf(written: string): string[] {
  const lines = ['']
  let column = 0
  for (const [piece] of written.matchAll(/\x1b\[[0-9;?]*[A-Za-z]|[\s\S]/gu)) {
    const at = lines.length - 1
    const line = lines[at] ?? ''
    if (piece === '\n') {
      lines.push('')
      column = 0
    } else if (piece === '\r') column = 0
    else if (piece === '\x1b[2K') lines[at] = ''
    else if (!piece.startsWith('\x1b')) {
      lines[at] = line.padEnd(column).slice(0, column) + piece + line.slice(column + 1)
      column++
    }
  }
  return lines.map((line) => line.trimEnd())
}
