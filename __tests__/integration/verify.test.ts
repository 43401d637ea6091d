import { existsSync } from 'node:fs'
import { chmod, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { contentDigest } from '../../src/provenance/digests.js'
import { modelStatement } from '../../src/provenance/statement.js'
import { publish, REPOSITORY, SUBJECTS, statementOf } from '../provenance/build.js'
import { newKey, signedByKey, sigstore } from '../provenance/signed.js'
import { type Clone, cleanUp, scratch, TINY, tinyProject } from '../support/project.js'
import { damage, everything, hashOf, step } from '../support/rebuild.js'

afterAll(cleanUp)

const key = newKey()
const FILES = {
  'dvc-ci.yaml': 'provenance: { use: required, key: signing.pub }\n',
  'signing.pub': key.pem,
}

/** What the row of an output without bytes says. */
const ABSENT = 'its bytes are not on this machine, so they were not compared'

/** The rows of the table whose check failed. */
const failed = (report: { verification?: readonly { name: string; state: string; message: string }[] }) =>
  (report.verification ?? []).filter(({ state }) => state === 'error').map(({ name, message }) => `${name}: ${message}`)

describe('a build that is signed with a key', () => {
  let alice: Clone
  let first: string
  let second: string
  let bundles: string
  beforeAll(async () => {
    alice = await tinyProject(FILES)
    first = await alice.head()
    await publish(alice, first, signedByKey(await statementOf(alice), key))
    await alice.edit('params.yaml', 'a: 3', 'a: 9')
    await alice.dvc('repro')
    await alice.dvc('push')
    second = await alice.commit('Another parameter')
    const model = modelStatement('a.txt', await contentDigest(alice.path('models/a.txt'), alice.path('.dvc', 'cache')))
    const lines = [await statementOf(alice), JSON.stringify(model)].map((statement) => signedByKey(statement, key))
    await publish(alice, second, ...lines)
    bundles = join(await scratch(), 'provenance.jsonl')
    await writeFile(bundles, lines.join('\n'))
  })

  it('dvc-ci verify shows each check of the checked-out build, and exits with 0', async () => {
    const { code, stdout, report } = await alice.run(['verify'])
    expect(stdout).toMatch(/Verified HEAD: signed with the key [0-9a-f]{64}\./)
    expect(code).toBe(0)
    const rows = report.verification?.map(({ name, state }) => `${name} ${state}`) ?? []
    const names = ['signature', 'identity', 'source', ...SUBJECTS]
    expect(rows.sort()).toEqual(names.map((name) => `${name} ok`).sort())
  })

  it('an older build is verified from the cache, and without data from the remote; nothing changes', async () => {
    const before = await everything(alice)
    const { code, report } = await alice.here(['verify', first])
    expect(code).toBe(0)
    expect(report.verification?.find(({ name }) => name === 'models/a.txt')?.message).toMatch(/in DVC's cache/)
    expect(await everything(alice)).toEqual(before)
    const bob = await alice.clone()
    const none = await bob.here(['verify', second, '--pull', 'none'])
    expect(none.code).toBe(1)
    expect(failed(none.report)).toEqual(
      ['data/parts', 'models/a.txt', 'models/b.txt'].map((path) => `${path}: ${ABSENT}`),
    )
    const pulled = await bob.here(['verify', second])
    expect(pulled.code).toBe(0)
    expect(pulled.report.verification?.find(({ name }) => name === 'data/parts')?.message).toMatch(/in the remote/)
    await bob.dvc('pull')
    expect(await bob.here(['verify', second, '--pull', 'none'])).toMatchObject({ code: 0 })
    expect(await bob.here(['verify', './models/a.txt'])).toMatchObject({ code: 0 })
  })

  it('files and folders are found by their bytes, on the server or in a bundle without a repository', async () => {
    for (const path of ['./models/a.txt', 'data/parts', './metrics.json'])
      expect(await alice.here(['verify', path])).toMatchObject({ code: 0 })
    expect(await alice.here(['verify', 'models/a.txt', '--bundle', bundles])).toMatchObject({ code: 0 })
    const place = await scratch()
    await writeFile(join(place, 'copy.txt'), await alice.read('models/a.txt'))
    await writeFile(join(place, 'signing.pub'), key.pem)
    await writeFile(join(place, 'dvc-ci.yaml'), FILES['dvc-ci.yaml'])
    const elsewhere = new (alice.constructor as typeof Clone)(place, alice.origin, alice.storage)
    expect(await elsewhere.here(['verify', 'copy.txt', '--bundle', bundles])).toMatchObject({ code: 0 })
    await writeFile(join(place, 'copy.txt'), 'other')
    const other = await elsewhere.here(['verify', 'copy.txt', '--bundle', bundles])
    expect(other.report.error).toMatchObject({ id: 'provenance-missing' })
    expect(other.code).toBe(1)
  })

  it('a changed bit, an added file, a link and a missing output fail, each named', async () => {
    const bob = await alice.clone()
    await bob.dvc('pull')
    const rowsAfter = async (): Promise<string[]> => {
      const { code, report } = await bob.here(['verify', 'HEAD', '--pull', 'none'])
      expect(code).toBe(1)
      return failed(report)
    }
    await rm(bob.path('models/a.txt'))
    await bob.write('models/a.txt', (await alice.read('models/a.txt')).replace('9', '8'))
    await bob.write('data/parts/more.csv', 'x\n')
    await rm(bob.path('models/b.txt'))
    await symlink(alice.path('models/b.txt'), bob.path('models/b.txt'))
    const rows = await rowsAfter()
    expect(rows).toEqual([
      expect.stringMatching(/^data\/parts: its SHA-256 in the workspace is [0-9a-f]{12}, and [0-9a-f]{12} was signed$/),
      expect.stringMatching(/^models\/a\.txt: its SHA-256 in the workspace/),
      expect.stringMatching(/^models\/b\.txt: .* is a link to .*, outside of DVC's cache$/),
    ])
    const file = await bob.here(['verify', './models/b.txt'])
    expect(file.report.error?.id).toBe('provenance-unverified')
    // The repairs that the rows offer.
    await rm(bob.path('models/b.txt'))
    await bob.dvc('checkout', '--force')
    expect(await bob.here(['verify', 'HEAD', '--pull', 'none'])).toMatchObject({ code: 0 })
    const cache = bob.path('.dvc', 'cache')
    for (const path of ['models/a.txt', 'models/b.txt']) await rm(bob.path(path))
    await rm(bob.path('data/parts'), { recursive: true })
    await damage(cache, await hashOf(bob, 'models/a.txt'), 'altered')
    await damage(cache, await hashOf(bob, 'models/b.txt'), 'removed')
    expect(await rowsAfter()).toEqual([
      expect.stringMatching(/^models\/a\.txt: its SHA-256 in DVC's cache/),
      `models/b.txt: ${ABSENT}`,
    ])
  })

  it('a statement about another build, of another repository or without an output fails', async () => {
    const bob = await alice.clone()
    await bob.dvc('pull')
    const outcomeOf = async (...lines: string[]): Promise<string[]> => {
      const file = join(await scratch(), 'b.jsonl')
      await writeFile(file, lines.join('\n'))
      const { code, report } = await bob.here(['verify', '--bundle', file])
      expect(code).toBe(1)
      expect(report.error?.id).toBe('provenance-unverified')
      return [...failed(report), report.message]
    }
    const sign = async (...untruth: Parameters<typeof statementOf>) => signedByKey(await statementOf(...untruth), key)
    await bob.dvc('fetch', '--all-commits')
    await bob.git('checkout', '-q', first)
    await bob.dvc('checkout')
    const older = await sign(bob)
    await bob.git('checkout', '-q', 'main')
    await bob.dvc('checkout')
    expect(await outcomeOf(older)).toContainEqual(expect.stringMatching(/^dvc\.lock: its SHA-256 is .* was signed$/))
    const unknown = 'f'.repeat(40)
    expect(await outcomeOf(await sign(bob, { source: unknown }))).toContainEqual(
      expect.stringMatching(/^source: the statement is about a build of fffffff/),
    )
    expect(await outcomeOf(await sign(bob, { subjects: ['dvc.lock', 'metrics.json'] }))).toContain(
      'models/a.txt: the statement does not name it',
    )
    expect(await outcomeOf(await sign(bob, { subjects: SUBJECTS.slice(0, -1) }))).toContain(
      'dvc.lock: the statement does not name it',
    )
    const stranger = newKey()
    expect(await outcomeOf(signedByKey(await statementOf(bob), stranger))).toContainEqual(
      expect.stringMatching(/^signature: the statement is signed with the key/),
    )
    const whole = await sign(bob)
    expect((await outcomeOf(whole.slice(0, -20))).at(-1)).toMatch(/cannot be read: it is not JSON, or it was cut short/)
    expect((await outcomeOf('['.repeat(100_000))).at(-1)).toMatch(/more than 32 values inside each other/)
    await bob.write('dvc-ci.yaml', 'provenance: { key: signing.pub, repository: team/other }\n')
    expect(await outcomeOf(whole)).toContainEqual(
      expect.stringMatching(/^identity: the repository of the statement is .*team\/digits, not .*team\/other$/),
    )
    await bob.write('dvc-ci.yaml', 'provenance: { key: signing.pub, repository: team/digits, branch: release }\n')
    expect(await outcomeOf(whole)).toContainEqual(expect.stringMatching(/^identity: the branch of the statement/))
    await bob.write(
      'dvc-ci.yaml',
      'provenance: { key: signing.pub, repository: team/digits, workflow: .github/workflows/x.yml }\n',
    )
    expect(await outcomeOf(whole)).toContainEqual(expect.stringMatching(/^identity: the builder of the statement/))
  })

  it('an older statement at the ref of a newer build fails, and a moved local ref counts for nothing', async () => {
    const bob = await alice.clone()
    await bob.dvc('pull')
    const [old = ''] = (await bob.git('ls-remote', 'origin', `refs/dvc-ci/provenance/${first}`)).split('\t')
    await bob.git('fetch', '-q', 'origin', `refs/dvc-ci/provenance/${first}`)
    await bob.git('update-ref', `refs/dvc-ci/provenance/${second}`, old)
    expect(await bob.here(['verify'])).toMatchObject({ code: 0 })
    const [now = ''] = (await bob.git('ls-remote', 'origin', `refs/dvc-ci/provenance/${second}`)).split('\t')
    await bob.git('push', '-q', '--force', 'origin', `${old}:refs/dvc-ci/provenance/${second}`)
    const { code, report } = await bob.here(['verify'])
    await bob.git('push', '-q', '--force', 'origin', `${now}:refs/dvc-ci/provenance/${second}`)
    expect(code).toBe(1)
    expect(failed(report)[0]).toMatch(/^dvc\.lock: /)
  })

  it('a key or a subject that cannot be used is an error of the set-up', async () => {
    const bob = await alice.clone()
    const errorOf = async (config: string, ...args: string[]) => {
      await bob.write('dvc-ci.yaml', config)
      const { code, report } = await bob.here(['verify', ...args])
      expect(code).toBe(2)
      return `${report.error?.id}: ${report.message}`
    }
    expect(await errorOf('provenance: { key: none.pub }\n')).toMatch(/^verification-not-possible: .*cannot be read/)
    expect(await errorOf('provenance: { key: dvc.yaml }\n')).toMatch(/it is no public key in PEM/)
    expect(await errorOf('provenance: on\n')).toMatch(/`provenance.key` names no public key/)
    expect(await errorOf('provenance: on\n', 'nothing-like-it')).toMatch(/^argument-invalid: /)
  })

  it('a required rollback touches nothing without provenance or with other bytes, and restores signed ones', async () => {
    const bob = await alice.clone()
    const refused = async (to: string): Promise<string | undefined> => {
      const before = await everything(bob)
      const { code, report } = await bob.here(['rollback', '--to', to])
      expect(code).toBe(1)
      expect(await everything(bob)).toEqual(before)
      return report.error?.id
    }
    const [good = ''] = (await bob.git('ls-remote', 'origin', `refs/dvc-ci/provenance/${first}`)).split('\t')
    await bob.git('push', '-q', 'origin', `:refs/dvc-ci/provenance/${first}`)
    expect(await refused(first)).toBe('provenance-missing')
    await alice.git('checkout', '-q', first)
    await alice.dvc('checkout')
    const statement = JSON.parse(await statementOf(alice)) as {
      subject: { name: string; digest: { sha256: string } }[]
    }
    await alice.git('checkout', '-q', 'main')
    await alice.dvc('checkout')
    // DVC names an object by its MD5 alone, so only the signed SHA-256 tells of other bytes.
    for (const { name, digest } of statement.subject) if (name === 'models/a.txt') digest.sha256 = '0'.repeat(64)
    await publish(alice, first, signedByKey(JSON.stringify(statement), key))
    expect(await refused(first)).toBe('provenance-unverified')
    await alice.git('push', '-q', '--force', 'origin', `${good}:refs/dvc-ci/provenance/${first}`)
    const { code, report } = await bob.here(['rollback', '--to', first])
    expect(code).toBe(0)
    expect(report.verification).toContainEqual(expect.objectContaining({ name: 'models/a.txt', state: 'ok' }))
  })

  it('a required rollback completes no earlier one whose bytes do not verify, and deploys no part of a version', async () => {
    const [bob, carol] = [await alice.clone(), await alice.clone()]
    const deployed = async (...args: string[]) => {
      const mark = join(await scratch(), 'deployed')
      const { report } = await carol.here([
        ...['rollback', '--deploy-rollback', '--deploy-command', `touch ${mark}`],
        ...args,
      ])
      return [report.error?.id ?? step(report, 'deploy')?.conclusion, existsSync(mark)]
    }
    expect(await bob.here(['rollback', '--to', second, '--provenance', 'off'])).toMatchObject({ code: 0 })
    await bob.dvc('pull')
    const statement = await statementOf(bob, { source: second })
    const wrong = statement.replace(/("models\/a\.txt","digest":\{"sha256":")[0-9a-f]{64}/, `$1${'0'.repeat(64)}`)
    await publish(bob, second, signedByKey(wrong, key))
    expect(await deployed('--to', second)).toEqual(['provenance-unverified', false])
    await publish(bob, second, signedByKey(statement, key))
    expect(await deployed('--to', second)).toEqual(['success', true])
    await carol.git('pull', '-q')
    expect(await deployed('--to', first, '--targets', 'train@a')).toEqual(['skipped', false])
  })

  it('a rollback of everything leaves the key that verifies as it is', async () => {
    const bob = await alice.clone()
    const { pem } = newKey()
    await bob.write('signing.pub', pem)
    await bob.write('src/more.sh', 'true\n')
    await bob.commit('Another key', { push: false })
    const { code } = await bob.here(
      [
        'rollback',
        '--to',
        first,
        '--restore',
        'all',
        '--commit',
        'none',
        '--provenance',
        '{ use: on, key: signing.pub }',
      ],
      {},
    )
    expect([code, await bob.read('signing.pub'), existsSync(bob.path('src/more.sh'))]).toEqual([0, pem, false])
  })
})

describe('a deployment that needs provenance', () => {
  it('a build with a wrong statement or none is not deployed, and a signed one is', async () => {
    const model = 'artifacts:\n  tiny: { path: models/a.txt, type: model }\n'
    const alice = await tinyProject({ ...FILES, 'dvc.yaml': `${TINY['dvc.yaml'] ?? ''}${model}` })
    await alice.edit('params.yaml', 'a: 3', 'a: 9')
    await alice.commit('Another parameter')
    const source = await alice.head()
    expect(await alice.here(['rebuild', '--yes', '--provenance', 'off'])).toMatchObject({ code: 0 })
    await alice.git('pull', '-q')
    const commit = await alice.head()
    expect(commit).not.toBe(source)
    const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const mark = join(await scratch(), 'deployed')
    // A run that registers and deploys nothing has nothing to verify.
    expect(await alice.here(['rebuild', '--yes'], { DVC_CI_SIGNING_KEY: pem })).toMatchObject({ code: 0 })
    const deploy = async () => {
      const { report } = await alice.here(['rebuild', '--resume', '--yes', '--deploy-command', `touch ${mark}`], {
        DVC_CI_SIGNING_KEY: pem,
      })
      return [report.error?.id, existsSync(mark)]
    }
    expect(await deploy()).toEqual(['provenance-missing', false])
    await publish(
      alice,
      commit,
      signedByKey(await statementOf(alice, { source: commit, subjects: ['metrics.json'] }), key),
    )
    expect(await deploy()).toEqual(['provenance-unverified', false])
    // A signer that did not have the model signed none.
    const without = { source, subjects: ['dvc.lock', 'metrics.json'], elsewhere: ['models/a.txt'] }
    await publish(alice, commit, signedByKey(await statementOf(alice, without), key))
    expect(await deploy()).toEqual(['provenance-unverified', false])
    await publish(alice, commit, signedByKey(await statementOf(alice, { source }), key))
    expect(await deploy()).toEqual([undefined, true])
    const absent = { ...without, elsewhere: SUBJECTS }
    await publish(alice, commit, signedByKey(await statementOf(alice, absent), key))
    const { report } = await alice.here(['rollback', '--to', commit, '--deploy-rollback', '--deploy-command', 'exit 9'])
    expect([report.error?.id, report.message]).toEqual([
      'provenance-unverified',
      expect.stringContaining('models/a.txt: the statement does not name it'),
    ])
  })
})

describe('a build that a workflow signed', () => {
  it('is verified offline with the trusted root, and only for the branch and the repository of the policy', async () => {
    const alice = await tinyProject({
      'dvc-ci.yaml': 'provenance: { repository: team/digits, branch: main, workflow: .github/workflows/rebuild.yml }\n',
    })
    const { root, signed } = await sigstore()
    const folder = await scratch()
    const [rootFile, bundle] = [join(folder, 'root.json'), join(folder, 'provenance.jsonl')]
    await writeFile(rootFile, root)
    const claims = { repository: REPOSITORY, ref: 'refs/heads/main', workflow: '.github/workflows/rebuild.yml' }
    const verdict = async (change: Partial<typeof claims>) => {
      await writeFile(
        bundle,
        await signed(await statementOf(alice), { ...claims, ...change }, { log: true, time: false }),
      )
      const { code, report } = await alice.here(['verify', '--bundle', bundle, '--trusted-root', rootFile])
      return [code, ...failed(report)]
    }
    expect(await verdict({})).toEqual([0])
    expect(await verdict({ repository: 'https://github.com/team/fork' })).toEqual([
      1,
      expect.stringMatching(/^identity: its repository is/),
    ])
    expect(await verdict({ ref: 'refs/heads/feature' })).toEqual([1, expect.stringMatching(/^identity: its branch is/)])
    expect(await verdict({ workflow: '.github/workflows/other.yml' })).toEqual([
      1,
      expect.stringMatching(/^identity: its workflow is/),
    ])
    await chmod(rootFile, 0o644)
    await writeFile(rootFile, '{}')
    const { code, report } = await alice.here(['verify', '--bundle', bundle, '--trusted-root', rootFile])
    expect([code, report.error?.id]).toEqual([2, 'verification-not-possible'])
  })
})
