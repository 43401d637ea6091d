import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Clone } from '../support/project.js'
import { hook } from '../support/rebuild.js'
import { bare, missingFrom } from './whole.js'

const execute = promisify(execFile)

/** A change of a ref, with the remote as it was at that moment. */
export interface RefChange {
  ref: string
  old: string
  now: string
  storage: string
}

/**
 * A project with its server and its remote, in one folder that can be put back to how it was. A hook of the server
 * keeps the state of the remote at each change of a ref.
 */
export class World {
  private constructor(
    readonly base: string,
    readonly alice: Clone,
    /** Clones at the source commit: `bob` runs first, `carol` is a machine without any data. */
    readonly bob: Clone,
    readonly carol: Clone,
  ) {}

  /** Keeps the present state of a project as the one to return to. */
  static async of(alice: Clone): Promise<World> {
    const base = dirname(alice.directory)
    const [bob, carol] = await Promise.all(
      ['bob', 'carol'].map(async (name) => {
        await execute('git', ['clone', '-q', alice.origin, join(base, name)], { env: alice.env })
        return new Clone(join(base, name), alice.origin, alice.storage, alice.env)
      }),
    )
    if (bob === undefined || carol === undefined) throw new Error('no clones')
    const seen = join(base, 'seen')
    await execute('mkdir', ['-p', seen])
    await hook(
      alice.origin,
      'reference-transaction',
      `[ "$1" = committed ] || exit 0
folder=${seen}/$(date +%s%N)-$$
mkdir "$folder"
cat > "$folder/refs"
cp -al ${alice.storage} "$folder/storage" || :`,
    )
    const world = new World(base, alice, bob, carol)
    await world.save()
    return world
  }

  /** Makes the present state the one to return to. */
  async save(): Promise<void> {
    await execute('rm', ['-rf', `${this.base}.saved`])
    await execute('cp', ['-a', this.base, `${this.base}.saved`])
  }

  async restore(): Promise<void> {
    await execute('rm', ['-rf', this.base])
    await execute('cp', ['-a', `${this.base}.saved`, this.base])
  }

  /** The machine that starts the workflow run again: it has the source commit and nothing else. */
  async newMachine(): Promise<Clone> {
    await execute('rm', ['-rf', this.carol.directory])
    await execute('cp', ['-a', join(`${this.base}.saved`, 'carol'), this.carol.directory])
    return this.carol
  }

  /** A machine that has the present tip of main. */
  async machineAtTip(): Promise<Clone> {
    const clone = await this.newMachine()
    await clone.git('fetch', '-q', 'origin', 'main')
    await clone.git('reset', '-q', '--hard', 'FETCH_HEAD')
    return clone
  }

  /** Merges a branch into main, as a user does with a pull request. @returns the merged commit and the merge */
  async merge(branch: string): Promise<{ head: string; sha: string }> {
    const clone = await this.machineAtTip()
    await clone.git('fetch', '-q', 'origin', branch)
    const head = await clone.git('rev-parse', 'FETCH_HEAD')
    await clone.git('merge', '-q', '--no-ff', '-m', `Merge ${branch}`, 'FETCH_HEAD')
    await clone.git('push', '-q', 'origin', 'HEAD:main')
    return { head, sha: await clone.head() }
  }

  async drop(): Promise<void> {
    await execute('rm', ['-rf', this.base, `${this.base}.saved`])
  }

  /** All changes of refs since the saved state, in their order. */
  async changes(): Promise<RefChange[]> {
    const folders = (await readdir(join(this.base, 'seen'))).sort()
    const found = await Promise.all(
      folders.map(async (folder) => {
        const lines = (await readFile(join(this.base, 'seen', folder, 'refs'), 'utf8')).trim().split('\n')
        return lines.map((line) => {
          const [old = '', now = '', ref = ''] = line.split(' ')
          return { old, now, ref, storage: join(this.base, 'seen', folder, 'storage') }
        })
      }),
    )
    return found.flat().filter(({ ref }) => ref.startsWith('refs/'))
  }

  /** Objects that a clone lacked at the moment of a change, one line each. */
  async lacking(): Promise<string[]> {
    const problems: string[] = []
    for (const { ref, now, storage } of await this.changes()) {
      if (/^0+$/.test(now)) continue
      const commit = await bare(this.alice.origin, 'rev-parse', '--verify', '--quiet', `${now}^{commit}`)
      for (const line of await missingFrom(storage, this.alice.origin, commit))
        problems.push(`${ref} at ${commit.slice(0, 7)}: ${line}`)
    }
    return problems
  }
}
