import { execFile } from 'node:child_process'
import { cp, mkdir, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createDigits, digitsEnvironment } from '../../scripts/lab/digits.mjs'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { type S3Server, startS3 } from '../../scripts/lab/s3.mjs'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type MlflowServer, startMlflow } from '../support/mlflow.js'
import { Clone, memoryFolder, scratch } from '../support/project.js'
import { type Places, RUNNER } from './texts.js'

const execute = promisify(execFile)
const BUCKET = 'team-digits'
/** Time of the first commit. Each later one is an hour after the one before, so that commits have the same hashes again. */
const BEGIN = Date.UTC(2026, 8, 1, 8)
const HOUR_MS = 3_600_000
/** Files that the pipeline writes into Git. */
const BUILT = ['dvc.lock', 'metrics.json', 'selection.json', 'evaluation']

/** A pull request with the merge that GitHub offers to its workflow. */
export interface Pull {
  number: number
  title: string
  branch: string
  head: string
  base: string
  merge: string
}

/** The digits project of a team: its Git server, S3 bucket, MLflow and GitHub, and the clone of a developer. */
export class World {
  private hours = 0
  /** Workflow runs so far. */
  runs = 0

  private constructor(
    readonly base: string,
    readonly github: StandIn,
    readonly mlflow: MlflowServer,
    private readonly s3: S3Server,
    private readonly people: NodeJS.ProcessEnv,
    /** The clone of the developer. */
    readonly alice: Clone,
  ) {}

  /** A new project whose pipeline never ran: its data is in the bucket. */
  static async begin(): Promise<World> {
    requireParts('dvc', 'digits', 'versitygw', 'mlflow')
    const base = await scratch()
    const places = await createDigits(base)
    await rm(places.storage, { recursive: true })
    // While it starts, no other server can: it takes the place of `listen`.
    const github = await startGitHub()
    const [mlflow, s3] = await Promise.all([startMlflow(), startS3(join(base, 'buckets'), BUCKET)])
    const people = {
      ...digitsEnvironment(),
      DVC_SITE_CACHE_DIR: join(base, 'site-cache'),
      AWS_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
      AWS_DEFAULT_REGION: 'us-east-1',
    }
    const alice = new Clone(places.alice, places.origin, join(base, 'buckets', BUCKET), people)
    const world = new World(base, github, mlflow, s3, people, alice)
    try {
      await world.publishProject()
      return world
    } catch (error) {
      await world.end()
      throw error
    }
  }

  /** Pushes the data and the code of the project. */
  private async publishProject(): Promise<void> {
    this.github.git.origin = this.alice.origin
    this.github.extras.commitComments = new Map()
    await this.dvc('remote', 'modify', 'storage', 'url', `s3://${BUCKET}/dvc`)
    await this.dvc('push', '-q', 'data/digits.csv.dvc')
    await this.alice.git('rm', '-q', '-r', ...BUILT)
    await this.alice.edit('params.yaml', /n_estimators: .*\n {4}max_depth: .*/, 'n_estimators: 40\n    max_depth: 8')
    await this.alice.git('add', '--all')
    this.tick()
    await this.alice.git('commit', '-q', '--amend', '--reset-author', '-m', 'Classify handwritten digits')
    await this.alice.git('push', '-q', '--force', 'origin', 'main')
  }

  /** What no picture may show of this machine. */
  get places(): Places {
    return [
      ...['runner', 'laptop'].map((name) => [join(this.base, name, 'digits'), RUNNER.workspace] as const),
      [dirname(dirname(lab.pythonBin('digits'))), RUNNER.environment],
      [dirname(lab.dvcBin), join(RUNNER.home, 'bin')],
      ...[this.base, lab.directory, lab.root, memoryFolder(), tmpdir(), homedir()].map(
        (place) => [place, RUNNER.home] as const,
      ),
    ]
  }

  /** Lets an hour pass for the dates of commits. */
  tick(): void {
    const date = `${(BEGIN + this.hours++ * HOUR_MS) / 1000} +0000`
    Object.assign(this.people, { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date })
  }

  /** Runs DVC in the developer's clone. */
  async dvc(...argv: string[]): Promise<void> {
    await execute(lab.dvcBin, argv, { cwd: this.alice.directory, env: this.people, maxBuffer: 1 << 26 })
  }

  /** Commits all changes of the developer. */
  async commit(message: string): Promise<string> {
    this.tick()
    return this.alice.commit(message)
  }

  /** The developer's clone on the newest main. */
  async toMain(): Promise<void> {
    await this.alice.git('switch', '-q', 'main')
    await this.alice.git('pull', '-q')
    await this.dvc('pull', '-q')
    await this.dvc('checkout', '-q')
  }

  /** A fresh clone, as a machine without data has it. @param ref a branch or a commit of the server */
  async machine(name: string, ref: string): Promise<Clone> {
    const directory = join(this.base, name, 'digits')
    await rm(directory, { recursive: true, force: true })
    await mkdir(join(this.base, name), { recursive: true })
    await execute('git', ['clone', '-q', this.alice.origin, directory], { env: this.people })
    const clone = new Clone(directory, this.alice.origin, this.alice.storage, this.people)
    await clone.git('fetch', '-q', 'origin', ref)
    if (ref.startsWith('refs/')) await clone.git('switch', '-q', '--detach', 'FETCH_HEAD')
    else await clone.git('switch', '-q', ref)
    return clone
  }

  /** Opens a pull request of a branch that is pushed, and merges it as GitHub does for its workflow. */
  async propose(branch: string, title: string): Promise<Pull> {
    const { ask, commit, extras } = this.github
    await commit(branch, { 'mirrored.txt': branch })
    const { number } = await ask<{ number: number }>('POST', `/repos/${REPOSITORY}/pulls`, {
      title,
      head: branch,
      base: 'main',
    })
    const clone = await this.machine('github', 'main')
    const [head, base] = [await clone.git('rev-parse', `origin/${branch}`), await clone.head()]
    this.tick()
    await clone.git('merge', '-q', '--no-ff', '-m', `Merge ${head} into ${base}`, head)
    await clone.git('push', '-q', 'origin', `HEAD:refs/pull/${number}/merge`)
    extras.heads.set(number, head)
    extras.commits.set(number, [head])
    return { number, title, branch, head, base, merge: await clone.head() }
  }

  /** Closes a pull request, so that later ones do not compete with it. */
  async close({ number }: Pull): Promise<void> {
    await this.github.ask('PATCH', `/repos/${REPOSITORY}/pulls/${number}`, { state: 'closed' })
  }

  /** Merges a pull request into main, as its button does. @returns the merge */
  async merge({ number, branch, title }: Pull): Promise<string> {
    const clone = await this.machine('github', 'main')
    this.tick()
    await clone.git(
      'merge',
      '-q',
      '--no-ff',
      '-m',
      `Merge pull request #${number} from team/${branch}`,
      '-m',
      title,
      `origin/${branch}`,
    )
    await clone.git('push', '-q', 'origin', 'main')
    const [sha, head] = [await clone.head(), await clone.git('rev-parse', `origin/${branch}`)]
    this.github.extras.merges.set(number, { head, sha, at: new Date(BEGIN + this.hours * HOUR_MS).toISOString() })
    return sha
  }

  /** The newest comment on a commit. */
  commitComment(sha: string): string | undefined {
    return this.github.extras.commitComments?.get(sha)?.at(-1)?.body
  }

  /** Runs a body that pushes, and takes back all that it changed on the Git server and in the bucket. */
  async undoing<T>(body: () => Promise<T>): Promise<T> {
    const kept = join(this.base, 'kept')
    const places = [this.alice.origin, this.alice.storage]
    for (const [index, place] of places.entries()) await cp(place, join(kept, String(index)), { recursive: true })
    try {
      return await body()
    } finally {
      for (const [index, place] of places.entries()) {
        await rm(place, { recursive: true })
        await cp(join(kept, String(index)), place, { recursive: true })
      }
      await rm(kept, { recursive: true })
    }
  }

  async end(): Promise<void> {
    await Promise.all([this.github.stop(), this.mlflow.stop(), this.s3.stop()])
  }
}
