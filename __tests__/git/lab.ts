import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { GitOptions } from '../../src/git/git.js'
import { type GitRepository, openRepository } from '../../src/git/repository.js'
import type { Host } from '../../src/run/host.js'
import { deliver, refIn } from '../support/git-files.js'
import { quietHost } from '../support/host.js'

/** An environment without the Git configuration of this machine. */
export const ENV: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: join(import.meta.dirname, '../support/gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
  EMAIL: 'dev@example.org',
}

export const CI = { name: 'dvc-ci[bot]', email: 'ci@example.org' }

/** The folders of one test file; the end of the file removes them. */
export class Lab {
  readonly folder = mkdtempSync(join(tmpdir(), 'dvc-ci-git-'))
  readonly #children: ChildProcess[] = []
  readonly #servers = new Map<string, string>()
  #count = 0

  close(): void {
    for (const child of this.#children) child.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  path(name: string): string {
    return join(this.folder, `${++this.#count}-${name}`)
  }

  /** A bare repository with one commit on main, by default of `a.txt` and `dvc.lock`. */
  server(files: Record<string, string> = { 'a.txt': 'a\n', 'dvc.lock': 'lock 0\n' }): string {
    const key = JSON.stringify(files)
    const template = this.#servers.get(key) ?? this.#makeServer(files)
    this.#servers.set(key, template)
    const bare = this.path('server.git')
    cpSync(template, bare, { recursive: true })
    return bare
  }

  #makeServer(files: Record<string, string>): string {
    const bare = this.path('template.git')
    git(this.folder, 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', bare)
    const seed = this.clone(bare)
    write(seed, files)
    commitAll(seed, 'first')
    git(seed, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main')
    return bare
  }

  clone(server: string, ...options: string[]): string {
    const clone = this.path('clone')
    git(
      this.folder,
      'clone',
      '--quiet',
      '--template=',
      ...options,
      server.includes('://') ? server : `file://${server}`,
      clone,
    )
    return clone
  }

  /** A checkout like that of actions/checkout: one commit of history, by `ref`, on `branch` or detached. */
  checkout(server: string, ref: string, branch?: string): string {
    const clone = this.path('checkout')
    git(this.folder, 'init', '--quiet', '--template=', clone)
    git(clone, 'remote', 'add', 'origin', `file://${server}`)
    const target = branch === undefined ? `refs/remotes/${ref.replace(/^refs\//, '')}` : `refs/remotes/origin/${branch}`
    git(clone, 'fetch', '--quiet', '--no-tags', '--prune', '--depth=1', 'origin', `+${ref}:${target}`)
    git(clone, 'checkout', '--quiet', '--force', ...(branch === undefined ? [target] : ['-B', branch, target]))
    return clone
  }

  /** `git daemon` for the folder, on a free port of the loopback. */
  async daemon(...options: string[]): Promise<{ url: (bare: string) => string; stop: () => Promise<void> }> {
    return this.daemonAt(await freePort(), ...options)
  }

  async daemonAt(
    port: number,
    ...options: string[]
  ): Promise<{ url: (bare: string) => string; stop: () => Promise<void> }> {
    const child = spawn(
      'git',
      [
        'daemon',
        '--reuseaddr',
        '--listen=127.0.0.1',
        `--port=${port}`,
        '--export-all',
        '--informative-errors',
        `--base-path=${this.folder}`,
        ...options,
      ],
      { env: ENV, stdio: 'ignore', detached: true },
    )
    this.#children.push(child)
    const url = (bare: string) => `git://127.0.0.1:${port}${bare.slice(this.folder.length)}`
    const stop = () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve())
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
      })
    for (let tries = 0; tries < 100; tries++) {
      try {
        git(this.folder, 'ls-remote', url(this.folder + '/none.git'))
      } catch (error) {
        if (
          String((error as { stderr?: unknown }).stderr).includes('not exported') ||
          String((error as { stderr?: unknown }).stderr).includes('no such repository')
        )
          return { url, stop }
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('git daemon did not start')
  }
}

/** A free port. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Runs git without the code under test. @returns its output without the last line break */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    env: { ...ENV, ...person('dev') },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  }).replace(/\n$/, '')
}

export function gitInput(cwd: string, input: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env: { ...ENV, ...person('dev') }, input, encoding: 'utf8' }).replace(
    /\n$/,
    '',
  )
}

export function person(name: string): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: `${name}@example.org`,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: `${name}@example.org`,
  }
}

export function write(folder: string, files: Record<string, string | Buffer>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

export function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8')
}

export function commitAll(folder: string, message: string): string {
  git(folder, 'add', '--all', '--force')
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', message)
  return head(folder)
}

/** Another user's push: a commit with these files on the server's branch. */
export function pushFrom(lab: Lab, server: string, files: Record<string, string>, branch = 'main'): string {
  const other = lab.clone(server, '--branch', branch)
  write(other, files)
  const sha = commitAll(other, `other: ${Object.keys(files).join(' ')}`)
  if (!deliver(other, server, branch)) git(other, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
  return sha
}

/** The commit of HEAD. */
export function head(folder: string): string {
  return refIn(join(folder, '.git'), 'HEAD') ?? git(folder, 'rev-parse', 'HEAD')
}

export function tip(server: string, branch = 'main'): string {
  return refIn(server, `refs/heads/${branch}`) ?? git(server, 'rev-parse', `refs/heads/${branch}`)
}

export function hook(server: string, name: string, body: string): void {
  const file = join(server, 'hooks', name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `#!/bin/sh\n${body}\n`)
  chmodSync(file, 0o755)
}

/** The whole state of a checkout, to check that nothing changed. */
export function state(folder: string): string {
  return [
    existsSync(join(folder, '.git/HEAD'))
      ? read(folder, '.git/HEAD')
      : git(folder, 'rev-parse', '--symbolic-full-name', 'HEAD'),
    head(folder),
    git(folder, 'ls-files', '--stage'),
    git(folder, 'status', '--porcelain=v2', '--untracked-files=all', '--ignored'),
  ].join('\n')
}

export async function open(folder: string, options: GitOptions = {}): Promise<GitRepository> {
  return openRepository(folder, { env: ENV, backoff: 20, ...options })
}

/** A host that records its messages. */
export function recordingHost(): Host & { lines: string[] } {
  const lines: string[] = []
  const secrets: string[] = []
  const keep = (kind: string) => (message: string) => {
    lines.push(`${kind}: ${message}`)
  }
  return {
    lines,
    ...quietHost({
      info: keep('info'),
      debug: keep('debug'),
      notice: keep('notice'),
      warning: keep('warning'),
      error: keep('error'),
      output: keep('output'),
      mask: (secret) => {
        secrets.push(secret)
      },
      redact: (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text),
    }),
  }
}
