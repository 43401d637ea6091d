import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { styleText } from 'node:util'

const colour = process.stdout.isTTY === true && !process.env.NO_COLOR
const styled = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
const started = performance.now()

/** A demo that did not go as it should. */
export class DemoError extends Error {}

/** Opens a chapter of the story. */
export function chapter(title) {
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`\n${styled('bold', `## ${title}`)} ${styled('dim', `(${seconds} s)`)}\n`)
}

/** Prints what the reader should know. */
export function say(text) {
  console.log(text)
}

/** Fails the demo when something is not as it should be, and says so when it is. */
export function expect(holds, what) {
  if (!holds) throw new DemoError(`not as expected: ${what}`)
  console.log(`${styled('green', '✓')} ${what}`)
}

/** Prints lines as output of a command. */
export function show(text, indent = '  ') {
  for (const line of text.replace(/\n+$/, '').split('\n')) console.log(`${indent}${line}`.trimEnd())
}

/**
 * One person's shell: a directory and an environment. Every command is shown as that person would type it.
 */
export class Shell {
  constructor(who, directory, env) {
    Object.assign(this, { who, directory, env })
  }

  /** The prompt with a command after it. */
  announce(command) {
    console.log(`${styled('dim', `${this.who} $`)} ${styled('cyan', command)}`)
  }

  /**
   * Runs a command that must succeed.
   * @param options `output`: whether what it prints is shown; `as`: how the command is shown, where that differs
   * @returns its standard output
   */
  async run(argv, { output = false, as = argv.map(quoted).join(' ') } = {}) {
    this.announce(as)
    const { code, stdout, stderr } = await this.capture(argv)
    if (code !== 0) throw new DemoError(`\`${as}\` ended with ${code}:\n${stdout}${stderr}`)
    if (output) show(stdout)
    return stdout
  }

  /**
   * Runs a command with any exit code, without showing anything.
   * @param onLine is given each line of standard output as it comes
   */
  async capture(argv, onLine = () => undefined) {
    const child = spawn(argv[0], argv.slice(1), {
      cwd: this.directory,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr, line] = ['', '', '']
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
      const lines = (line + text).split('\n')
      line = lines.pop() ?? ''
      lines.forEach(onLine)
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    const [code, signal] = await once(child, 'close')
    return { code: code ?? signal, stdout, stderr }
  }
}

/** An argument as a shell takes it. */
export function quoted(argument) {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}

/** Prints the steps of a run as they end, on lines of their own width, while nothing else is printed. */
export class StepTicker {
  constructor(width = 100) {
    Object.assign(this, { width, column: 0 })
  }

  see(line) {
    const [, mark, step] = /^([✓✗]) (.+)$/.exec(line) ?? []
    if (step === undefined) return
    const text = `${this.column === 0 ? '' : ' · '}${mark === '✗' ? '✗ ' : ''}${step}`
    if (this.column > 0 && this.column + text.length > this.width) {
      process.stdout.write('\n')
      this.column = 0
      this.see(line)
      return
    }
    process.stdout.write(styled('dim', this.column === 0 ? `  ${text}` : text))
    this.column += text.length
  }

  end() {
    if (this.column > 0) process.stdout.write('\n\n')
  }
}
