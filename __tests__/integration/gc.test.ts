import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Random } from '../faults/random.js'
import { type Clone, cleanUp, type Outcome, scratch, tinyProject } from '../support/project.js'

const CLEANING = ['gc', '--yes', '--delete', '--projects', 'none', '--grace', '10d', '--keep-days', '0']
const DAY_SECONDS = 24 * 3600
/** `npm test` tries some histories. DVC_CI_TURNS=all tries all. */
const HISTORIES = process.env['DVC_CI_TURNS'] === 'all' ? 300 : 2

afterAll(cleanUp)

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const placeOf = (hash: string): string => `files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`

/** Puts an object into the remote, as an upload does. @returns its hash */
async function upload({ storage }: Clone, text: string, end = ''): Promise<string> {
  const hash = `${md5(text)}${end}`
  const path = join(storage, placeOf(hash))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  return hash
}

const has = ({ storage }: Clone, hash: string): boolean => existsSync(join(storage, placeOf(hash)))

/** Lets days pass: makes the files of the remote and the times in the list older. */
async function pass({ storage }: Clone, days: number): Promise<void> {
  const earlier = (time: number) => time - days * DAY_SECONDS
  for (const entry of await readdir(storage, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    if (entry.name === 'list.json') {
      const list = JSON.parse(await readFile(path, 'utf8')) as {
        objects: [string, string, number, number, number, number | null][]
      }
      list.objects = list.objects.map(([layout, hash, size, time, since, aside]) => [
        layout,
        hash,
        size,
        earlier(time),
        earlier(since),
        aside === null ? null : earlier(aside),
      ])
      await writeFile(path, JSON.stringify(list))
    } else {
      const { mtimeMs } = await stat(path)
      await utimes(path, earlier(mtimeMs / 1000), earlier(mtimeMs / 1000))
    }
  }
}

describe('a project with a branch that was deleted', () => {
  let alice: Clone
  let old: string
  beforeAll(async () => {
    alice = await tinyProject()
    old = await upload(alice, 'old\n')
    await alice.write('old.dvc', `outs:\n- md5: ${old}\n  size: 4\n  hash: md5\n  path: old\n`)
    await alice.commit('Add data')
    await alice.git('rm', '-q', 'old.dvc')
    await alice.commit('Remove data')
  })

  test('the command line tells what nothing needs, by age and size, and changes nothing', async () => {
    const lost = await upload(alice, 'a lost upload\n')
    const before = await readdir(alice.storage, { recursive: true })
    const { code, stdout, report } = await alice.run(['gc', '--keep-days', '0'])
    expect([code, report.gc?.unneeded, report.gc?.unnamed]).toEqual([
      0,
      { count: 2, bytes: 18 },
      { count: 1, bytes: 14 },
    ])
    expect(report.gc?.by_age).toContainEqual({ below_days: 7, count: 2, bytes: 18 })
    expect(report.gc?.largest).toEqual([
      { hash: lost, bytes: 14, age_days: 0 },
      { hash: old, bytes: 4, age_days: 0, last_named_by: await alice.git('rev-parse', 'HEAD~1') },
    ])
    expect(stdout).toContain(`Nothing needs 2 objects (18 B) of ${report.gc?.objects.count ?? 0} objects`)
    expect(await readdir(alice.storage, { recursive: true })).toEqual(before)
    await rm(join(alice.storage, placeOf(lost)))
  })

  test.each([
    ['a commit of the last days', ['--keep-days', '1']],
    ['a tag', []],
  ])('%s keeps its data', async (reason, more) => {
    if (reason === 'a tag') await alice.git('push', '-q', 'origin', 'HEAD~1:refs/tags/v1')
    const { report } = await alice.here(['gc', '--keep-days', '0', ...more])
    expect(report.gc?.unneeded.count).toBe(0)
    if (reason === 'a tag') await alice.git('push', '-q', 'origin', ':refs/tags/v1')
  })

  test('another project in the remote keeps all that its history named', async () => {
    const other = await tinyProject()
    await other.write('its.dvc', `outs:\n- md5: ${old}\n  path: its\n`)
    await other.commit('Add data')
    await other.git('rm', '-q', 'its.dvc')
    await other.commit('Remove data')
    const { report } = await alice.here(['gc', '--keep-days', '0', '--projects', other.origin])
    expect([report.gc?.unneeded.count, report.gc?.kept_because]).toEqual([
      0,
      expect.arrayContaining([{ because: 'projects', count: 1, bytes: 4 }]),
    ])
    const gone = await alice.here(['gc', '--projects', join(other.origin, 'nowhere')])
    expect([gone.code, gone.report.error?.id]).toEqual([3, 'git-access-denied'])
  })

  test.each<[string, string, (clone: Clone) => Promise<string[]>]>([
    ['a shallow clone', 'gc-clone-shallow', () => Promise.resolve(CLEANING)],
    ['no word on other projects', 'setting-missing', () => Promise.resolve(['gc', '--yes', '--delete'])],
    [
      'a damaged dvc.lock in a branch',
      'gc-needs-unknown',
      async (clone) => {
        await clone.git('switch', '-q', '-c', 'broken')
        await clone.edit('dvc.lock', 'schema', '<<<<<<< ours\nschema')
        await clone.commit('Break dvc.lock')
        await clone.git('switch', '-q', 'main')
        return CLEANING
      },
    ],
    [
      'a manifest that nothing has',
      'gc-needs-unknown',
      async (clone) => {
        await clone.git('switch', '-q', '-c', 'unpushed')
        await clone.write('x.dvc', `outs:\n- md5: ${md5('x')}.dir\n  path: x\n`)
        await clone.commit('Forget to push')
        await clone.git('switch', '-q', 'main')
        return CLEANING
      },
    ],
    [
      'a list of another program',
      'gc-list-invalid',
      async ({ storage }) => {
        await mkdir(join(storage, 'dvc-ci', 'gc'), { recursive: true })
        await writeFile(join(storage, 'dvc-ci', 'gc', 'list.json'), 'x')
        return CLEANING
      },
    ],
    [
      'a remote with versions',
      'gc-remote-unsupported',
      async (clone) => {
        await clone.edit('.dvc/config', /url = .*/, `url = s3://b/x\n    version_aware = true`)
        return CLEANING
      },
    ],
  ])('%s is rejected, and nothing is listed', async (reason, id, prepare) => {
    const own = await tinyProject()
    const clone = reason === 'a shallow clone' ? await own.clone('main', '--depth=1') : own
    await upload(own, 'lost\n')
    const { code, report } = await clone.here(await prepare(clone))
    expect([code, report.error?.id]).toEqual([id === 'gc-needs-unknown' ? 1 : 2, id])
    const list = join(own.storage, 'dvc-ci', 'gc', 'list.json')
    expect(existsSync(list) ? await readFile(list, 'utf8') : 'x').toBe('x')
  })

  test('an interrupted run leaves a state from which the next one goes on', async () => {
    const clone = await tinyProject()
    const hashes = await Promise.all(['one\n', 'two\n', 'three\n'].map((text) => upload(clone, text)))
    await clone.here(CLEANING)
    await pass(clone, 11)
    const list = join(clone.storage, 'dvc-ci', 'gc', 'list.json')
    const before = await readFile(list, 'utf8')
    const { report } = await clone.here(CLEANING)
    expect(report.gc?.set_aside?.count).toBe(3)
    // As a run that was killed before it wrote the list: the objects wait for a whole grace period again.
    await writeFile(list, before)
    for (const deleted of [0, 3]) {
      const next = await clone.here(CLEANING)
      expect([next.report.gc?.deleted?.count, hashes.some((hash) => has(clone, hash))]).toEqual([deleted, false])
      await pass(clone, 11)
    }
  })

  test('a branch that names data which was set aside gets it back', async () => {
    const clone = await tinyProject()
    const hash = await upload(clone, 'again\n')
    await clone.here(CLEANING)
    await pass(clone, 11)
    await clone.here(CLEANING)
    expect(has(clone, hash)).toBe(false)
    await clone.write('again.dvc', `outs:\n- md5: ${hash}\n  hash: md5\n  path: again\n`)
    await clone.commit('Use it again')
    const { report } = await clone.here(CLEANING)
    expect([report.gc?.restored?.count, has(clone, hash)]).toEqual([1, true])
    expect(report.message).toContain('This run restored 1 object (6 B).')
  })
})

/** A team whose users push while gc runs: the server does one of their pushes whenever Git asks it. */
class Team {
  private readonly named = new Map<string, string[]>()
  private readonly waiting: { ref: string; sha: string; hashes: string[] }[] = []
  private made = 0

  constructor(
    readonly clone: Clone,
    private readonly random: Random,
    private readonly races: string,
  ) {}

  static async open(random: Random): Promise<Team> {
    const clone = await tinyProject()
    const races = await scratch()
    const program = join(races, 'upload-pack')
    // One race at most for each question, after or before the answer.
    await writeFile(
      program,
      `#!/bin/sh\nrace=$(ls ${races}/*.race 2>/dev/null | head -n 1)\n` +
        `if [ -n "$race" ]; then mv "$race" "$race.done"; case "$race" in *before*) sh "$race.done" ;; esac; fi\n` +
        `git-upload-pack "$@"\ncode=$?\n` +
        `if [ -n "$race" ]; then case "$race" in *after*) sh "$race.done" ;; esac; fi\nexit $code\n`,
    )
    await chmod(program, 0o755)
    await clone.git('config', 'remote.origin.uploadpack', program)
    return new Team(clone, random, races)
  }

  /** Pushes the data of a new or an earlier content as DVC does, and makes the commit that names it. */
  async pushData(): Promise<void> {
    const texts = Array.from({ length: 1 + this.random.below(2) }, () => `content ${this.random.below(6)}\n`)
    const isFolder = this.random.below(2) === 0
    const files = texts.map((text, index) => ({ md5: md5(text), relpath: `f${index}` }))
    const manifest = JSON.stringify(files)
    const hashes = [...texts.map(md5), ...(isFolder ? [`${md5(manifest)}.dir`] : [])]
    const [top = ''] = isFolder ? hashes.slice(-1) : hashes
    const named = isFolder ? hashes : [top]
    if (!has(this.clone, top)) {
      for (const text of isFolder ? texts : texts.slice(0, 1))
        if (!has(this.clone, md5(text))) await upload(this.clone, text)
      if (isFolder) await upload(this.clone, manifest, '.dir')
    }
    const name = `b${this.made++}`
    const blob = this.object(['hash-object', '-w', '--stdin'], `outs:\n- md5: ${top}\n  hash: md5\n  path: x\n`)
    const tree = this.object(['mktree'], `100644 blob ${blob}\tx.dvc\n`)
    const sha = this.object(['commit-tree', tree, '-m', name, '-p', 'main'], '')
    this.waiting.push({ ref: `refs/${this.random.below(3) === 0 ? 'tags' : 'heads'}/${name}`, sha, hashes: named })
  }

  /** Pushes a commit whose data was pushed before. */
  async pushCommit(): Promise<void> {
    const [next] = this.waiting.splice(0, 1)
    if (next === undefined) return
    await this.server('update-ref', next.ref, next.sha)
    this.named.set(next.ref, next.hashes)
  }

  async deleteRef(): Promise<void> {
    const ref = [...this.named.keys()][this.random.below(this.named.size || 1)]
    if (ref === undefined) return
    await this.server('update-ref', '-d', ref)
    this.named.delete(ref)
  }

  /** All users push their commits. */
  async settle(): Promise<void> {
    while (this.waiting.length > 0) await this.pushCommit()
  }

  /** Lets a grace period pass, before whose end users push their commits. */
  async pass(): Promise<void> {
    await this.settle()
    await pass(this.clone, 11)
  }

  /** A run, with pushes of commits at some of its questions to the server. */
  async clean(): Promise<Outcome> {
    const racing = this.waiting.splice(0, this.random.below(3))
    for (const [index, { ref, sha, hashes }] of racing.entries()) {
      const when = this.random.below(2) === 0 ? 'before' : 'after'
      await writeFile(
        join(this.races, `${index}-${when}.race`),
        `git --git-dir=${this.clone.origin} update-ref ${ref} ${sha}\n`,
      )
      this.named.set(ref, hashes)
    }
    const outcome = await this.clone.here(CLEANING)
    for (const file of await readdir(this.races)) if (file.endsWith('.race')) await rm(join(this.races, file))
    return outcome
  }

  /** Needed objects that are not in their place, of the refs that the server has. */
  async lost(): Promise<string[]> {
    const refs = (await this.server('for-each-ref', '--format=%(refname)')).split('\n')
    for (const ref of this.named.keys()) if (!refs.includes(ref)) this.named.delete(ref)
    return [...this.named].flatMap(([ref, hashes]) =>
      hashes.filter((hash) => !has(this.clone, hash)).map((hash) => `${ref} ${hash}`),
    )
  }

  private server(...args: string[]): Promise<string> {
    return this.clone.git('--git-dir', this.clone.origin, ...args)
  }

  private object(args: string[], input: string): string {
    return execFileSync('git', ['--git-dir', this.clone.origin, ...args], { input, env: this.clone.env })
      .toString()
      .trim()
  }
}

test.each(Array.from({ length: HISTORIES }, (_, index) => index))(
  'random history %s of pushes, deleted branches and races loses nothing that a ref needs',
  async () => {
    const seed = Number(process.env['DVC_CI_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    const random = new Random(seed)
    const team = await Team.open(random)
    const done: string[] = [`seed ${seed}`]
    for (let step = 0; step < 14; step++) {
      const action =
        (['pushData', 'pushData', 'pushCommit', 'deleteRef', 'pass', 'clean', 'clean'] as const)[random.below(7)] ??
        'clean'
      done.push(action)
      if (action === 'clean') {
        const { code, report } = await team.clean()
        expect([done, code, report.error]).toEqual([done, 0, undefined])
      } else await team[action]()
    }
    // Pushes may have come after the last question of the last run.
    await team.settle()
    const { code, report } = await team.clean()
    expect([done, code, report.error, await team.lost()]).toEqual([done, 0, undefined, []])
  },
)
