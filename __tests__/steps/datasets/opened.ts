import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Dvc } from '../../../src/dvc/dvc.js'
import { type Engine, startEngine } from '../../../src/dvc/engine.js'
import { type LockedOut, lockedOuts } from '../../../src/dvc/locked-outs.js'
import { loadProjectFiles } from '../../../src/dvc/project-files.js'
import { type Project, stagesBelow } from '../../../src/steps/project/project.js'
import { quietHost } from '../../support/host.js'
import { developer, emptyProject, runDvc, scratch, sharedDvc } from '../../support/project.js'

const execute = promisify(execFile)

/** A DVC project with data of its own, read by the real engine. Its remote is a folder. */
export class DataProject {
  private readonly engines: Engine[] = []

  private constructor(
    readonly directory: string,
    readonly remote: string,
  ) {}

  static async make(): Promise<DataProject> {
    const made = new DataProject(await emptyProject(), await scratch())
    await made.dvc('remote', 'add', '-q', '-d', 'storage', made.remote)
    return made
  }

  /** Writes files, or removes those whose text is null. */
  async write(files: Readonly<Record<string, string | null>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      const full = join(this.directory, path)
      if (text === null) await rm(full, { recursive: true })
      else {
        await mkdir(dirname(full), { recursive: true })
        await writeFile(full, text)
      }
    }
  }

  async dvc(...argv: string[]): Promise<void> {
    await runDvc(this.directory, argv)
  }

  async commit(): Promise<void> {
    for (const argv of [
      ['add', '--all'],
      ['commit', '-q', '-m', 'Data'],
    ])
      await execute('git', argv, { cwd: this.directory, env: developer() })
  }

  /** Writes the files and adds the data, as `dvc add` does. */
  async add(data: readonly string[], files: Readonly<Record<string, string | null>>): Promise<void> {
    await this.write(files)
    await this.dvc('add', '-q', ...data)
  }

  /** The data of now, as the baseline of a later change. */
  async locked(...files: string[]): Promise<Map<string, LockedOut>> {
    const texts = await Promise.all(
      files.map(async (path) => [path, await readFile(join(this.directory, path), 'utf8')] as const),
    )
    return lockedOuts(new Map(texts), () => undefined)
  }

  async dropCache(): Promise<void> {
    await rm(join(this.directory, '.dvc/cache'), { recursive: true, force: true })
  }

  /** The project as the steps of these tests use it. @param timeout `data.timeout`, in seconds */
  async open(config: Record<string, unknown> = {}, timeout = 300): Promise<Project> {
    const { signal } = new AbortController()
    const options = {
      python: sharedDvc(),
      cwd: this.directory,
      env: developer(),
      schemes: [],
      host: quietHost(),
    }
    const engine = startEngine({ ...options, config, signal })
    this.engines.push(engine)
    const dvc = new Dvc(engine)
    const index = await dvc.inspect()
    const names = (await readdir(this.directory)).filter((name) => /[^.]\.dvc$/.test(name))
    return {
      dvc,
      index,
      stages: stagesBelow(index),
      files: names.length === 0 ? [] : await loadProjectFiles(this.directory, this.directory, names),
      run: { signal, settings: { data: { timeout } } },
    } as unknown as Project
  }

  async close(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.close()))
  }
}
