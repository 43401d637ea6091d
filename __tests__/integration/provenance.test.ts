import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { manifestText } from '../../src/provenance/digests.js'
import { readStatement } from '../../src/provenance/statement.js'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, scratch, TINY, tinyProject } from '../support/project.js'
import { hook, step } from '../support/rebuild.js'
import { isSignedBy, type SignedBundle, sha256, startSigstore, TOKEN } from '../support/sigstore.js'

let github: StandIn
let services: Awaited<ReturnType<typeof startSigstore>>
beforeAll(async () => {
  github = await startGitHub()
  services = await startSigstore()
  Object.assign(process.env, services.identity)
})
afterAll(async () => {
  for (const name of Object.keys(services.identity)) Reflect.deleteProperty(process.env, name)
  await services.stop()
  await github.stop()
  await cleanUp()
})

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const PUBLIC = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const KEY = { DVC_CI_SIGNING_KEY: PEM }
const onServer = (clone: Clone, ...args: string[]) => clone.git('--git-dir', clone.origin, ...args)

/** A project whose main has a change that nobody has built. */
async function changed(
  settings: string,
  files: Readonly<Record<string, string>> = {},
): Promise<{ alice: Clone; source: string }> {
  const alice = await tinyProject({
    'dvc-ci.yaml': `setup: none\nmlflow: { model: tiny, model-path: models/a.txt }\n${settings}\n`,
    ...files,
  })
  await alice.edit('params.yaml', 'b: 5', 'b: 6')
  return { alice, source: await alice.commit('Another b') }
}

const bundlesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SignedBundle)

/** The text that the server keeps for a commit. */
const kept = (clone: Clone, commit = '') =>
  onServer(clone, 'cat-file', 'blob', `refs/dvc-ci/provenance/${commit}`).then((text) => `${text}\n`)

function statementsOf(text: string) {
  return bundlesOf(text).map(({ dsseEnvelope: { payload } }) => {
    const read = readStatement(Buffer.from(payload, 'base64').toString('utf8'))
    if ('fault' in read) throw new Error(read.fault)
    return read.statement
  })
}

/** The variables of the job of a workflow after a push to main. */
async function job(clone: Clone, more: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const payload = join(await scratch(), 'event.json')
  await writeFile(payload, JSON.stringify({ repository: { full_name: REPOSITORY, default_branch: 'main' } }))
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: payload,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: await clone.head(),
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_WORKFLOW_REF: `${REPOSITORY}/.github/workflows/rebuild.yml@refs/heads/main`,
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: 'ghs_workflow',
    DVC_CI_FULCIO_URL: services.url,
    DVC_CI_REKOR_URL: services.url,
    ...more,
  }
}

describe('a build with a signing key', () => {
  test('a build is signed after a lost race too, and the statements name what was built by SHA-256', async () => {
    const { alice, source } = await changed('provenance: required', {
      'src/prepare.sh': `[ -z "$RIVAL" ] || git -C "$RIVAL" push -q origin HEAD:main\n${TINY['src/prepare.sh'] ?? ''}`,
    })
    const [builder, rival] = [await alice.clone(), await alice.clone()]
    await rival.write('README.md', 'Read me\n')
    const words = await rival.commit('Words', { push: false })
    const build = await builder.here(['rebuild'], { ...KEY, RIVAL: rival.directory })
    const { commit, provenance } = build.report
    expect([build.code, await onServer(alice, 'rev-parse', `${commit?.sha ?? ''}^`)]).toEqual([0, words])

    const text = await kept(alice, commit?.sha)
    expect(bundlesOf(text).map((bundle) => isSignedBy(PUBLIC, bundle))).toEqual([true, true])
    const [statement, model] = statementsOf(text)
    const parts = await Promise.all(
      ['test.csv', 'train.csv'].map(async (path) => ({
        path,
        sha256: sha256(await builder.read(`data/parts/${path}`)),
      })),
    )
    expect(Object.fromEntries(statement?.subject.map(({ name, digest }) => [name, digest.sha256]) ?? [])).toEqual({
      'curve.csv': sha256(await builder.read('curve.csv')),
      'data/parts': sha256(manifestText(parts)),
      'dvc.lock': sha256(`${await onServer(alice, 'show', `${commit?.sha ?? ''}:dvc.lock`)}\n`),
      'metrics.json': sha256(await builder.read('metrics.json')),
      'models/a.txt': sha256(await builder.read('models/a.txt')),
      'models/b.txt': sha256(await builder.read('models/b.txt')),
    })
    expect(statement?.predicate).toMatchObject({
      buildDefinition: {
        externalParameters: {
          mode: 'rebuild',
          force: 'all',
          params: { 'params.yaml': { 'train.a': 3, 'train.b': 6 } },
        },
        resolvedDependencies: expect.arrayContaining([
          { digest: { gitCommit: source } },
          {
            name: 'data/raw.csv',
            digest: { md5: expect.any(String) as unknown, sha256: sha256(await builder.read('data/raw.csv')) },
          },
        ]) as unknown,
      },
    })
    expect(model?.subject).toMatchObject([{ name: 'a.txt' }])
    expect(provenance).toEqual({
      signed: 'key',
      subjects: 6,
      model: 'models/a.txt',
      key: sha256(PUBLIC),
      ref: `refs/dvc-ci/provenance/${commit?.sha ?? ''}`,
    })
    const told = [build.stdout, build.stderr, JSON.stringify(build.report), text].join('\n')
    for (const line of PEM.split('\n').filter((each) => each.length > 8 && !each.startsWith('---')))
      expect(told).not.toContain(line)
    expect(told).not.toContain('PRIVATE KEY')
  })

  test.each([
    ['deployed', 'deploy: { command: touch deployed }'],
    ['uploaded', 'card: CARD.md\nhub: team/digits'],
  ])('outputs that changed after they were signed are not %s', async (_, setting) => {
    const { alice } = await changed(`provenance: on\n${setting}`)
    const builder = await alice.clone()
    await hook(alice.origin, 'post-receive', `echo more >> ${builder.directory}/models/b.txt`)
    const hub = { HF_TOKEN: 'hf_writer', HF_ENDPOINT: 'http://127.0.0.1:9' }
    const { code, report } = await builder.here(['rebuild'], { ...KEY, ...hub })
    expect([code, report.error?.id, report.commit?.sha]).toEqual([1, 'signed-output-altered', expect.any(String)])
    expect(report.message).toContain('models/b.txt differs from the output that this build signed')
    await expect(builder.read('deployed')).rejects.toThrow('ENOENT')
  })

  test('a signing key that nothing could verify is refused before the build', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const { alice } = await changed(
      'provenance: { use: required, key: signing.pub }\ndeploy: { command: touch deployed }',
      {
        'signing.pub': other.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      },
    )
    const builder = await alice.clone()
    const told = async (env: NodeJS.ProcessEnv, ...args: string[]) => {
      const { code, report } = await builder.here(['rebuild', ...args], env)
      return [code, report.error?.id, report.message]
    }
    expect(await told(KEY)).toEqual([
      2,
      'setting-conflict',
      expect.stringContaining('signing.pub cannot verify the builds of this run: it is not the signing key.'),
    ])
    expect(await told({})).toEqual([
      2,
      'signer-missing',
      expect.stringContaining('`provenance.key` accepts no other signature'),
    ])
    expect(await told(KEY, '--provenance', 'required')).toEqual([
      2,
      'setting-missing',
      expect.stringContaining('no public key is named'),
    ])
    expect(await told(KEY, '--provenance', '{ use: on, key: gone.pub }')).toEqual([
      2,
      'setting-conflict',
      expect.stringContaining('it cannot be read'),
    ])
    expect(await told(KEY, '--provenance', '{ use: on, key: dvc.yaml }')).toEqual([
      2,
      'setting-conflict',
      expect.stringContaining('it is no public key in PEM'),
    ])
  })

  test('what a build signs, publishes and deploys verifies in place and in a fresh clone, and one changed byte fails', async () => {
    const settings = 'provenance: { use: required, key: signing.pub }\ndeploy: { command: touch deployed }'
    const { alice } = await changed(settings, { 'signing.pub': PUBLIC })
    // The model is a file of an output.
    const model = ['--model-path', 'data/parts/train.csv']
    const built = await alice.here(['rebuild', '--yes', ...model], KEY)
    expect([built.code, built.report.message, await alice.read('deployed')]).toEqual([0, expect.any(String), ''])
    await alice.git('pull', '-q')
    const bob = await alice.clone()
    for (const [clone, place] of [
      [alice, 'the workspace'],
      [bob, 'the remote'],
    ] as const) {
      const { code, report } = await clone.here(['verify'])
      expect([code, report.verification?.find(({ name }) => name === 'data/parts')?.message]).toEqual([
        0,
        expect.stringContaining(`in ${place}`),
      ])
    }
    await bob.dvc('pull')
    await bob.edit('data/parts/train.csv', /^./, '#')
    const { code, report } = await bob.here(['verify'])
    expect([code, report.error?.id, report.message]).toEqual([
      1,
      'provenance-unverified',
      expect.stringContaining('data/parts: its SHA-256 in the workspace is'),
    ])
  })

  test('a server that takes no such ref fails a build that needs it, with the command that repairs it', async () => {
    const { alice } = await changed('provenance: required')
    await hook(alice.origin, 'update', 'case $1 in refs/dvc-ci/provenance/*) echo "no such refs here"; exit 1;; esac')
    const { code, report } = await (await alice.clone()).here(['rebuild'], KEY)
    expect([code, report.error?.id]).toEqual([3, 'git-push-failed'])
    expect(report.message).toMatch(
      /is built and published, but the server of Git does not keep its provenance: .*no such refs/,
    )
    expect(report.error?.remedy).toContain(`:refs/dvc-ci/provenance/${report.commit?.sha ?? ''}`)
  })
})

describe('a build by the identity of a job', () => {
  test('a job with id-token: write signs without a key, and GitHub gets attestations', async () => {
    const { alice, source } = await changed('provenance: required')
    const builder = await alice.clone()
    const build = await builder.here(['rebuild', '--comment', 'none'], await job(builder, services.identity))
    expect(build.code).toBe(0)
    const text = await kept(alice, build.report.commit?.sha)
    const [first, second] = bundlesOf(text)
    const leaf = new X509Certificate(Buffer.from(first?.verificationMaterial.certificate?.rawBytes ?? '', 'base64'))
    expect([leaf.verify(services.root.publicKey), first && isSignedBy(leaf, first)]).toEqual([true, true])
    expect(statementsOf(text)[0]?.predicate).toMatchObject({
      buildDefinition: {
        resolvedDependencies: expect.arrayContaining([
          { uri: `git+https://github.com/${REPOSITORY}@refs/heads/main`, digest: { gitCommit: source } },
        ]) as unknown,
      },
      runDetails: {
        builder: { id: `https://github.com/${REPOSITORY}/.github/workflows/rebuild.yml@refs/heads/main` },
        metadata: { invocationId: `https://github.com/${REPOSITORY}/actions/runs/42/attempts/2` },
      },
    })
    expect(github.extras.attestations).toEqual([first, second])
    expect(build.report.provenance).toMatchObject({
      signed: 'sigstore',
      log_index: expect.any(String) as unknown,
      attestation: `https://github.com/${REPOSITORY}/attestations/1`,
    })
    expect(build.stdout + build.stderr + JSON.stringify(build.report)).not.toContain(TOKEN)
  })

  test('a service that does not sign stops a build that must be signed before it is published, and only warns otherwise', async () => {
    services.faults.set('/api/v2/signingCert', { status: 400, message: 'the issuer is unknown' })
    const { alice, source } = await changed('provenance: required')
    const builder = await alice.clone()
    const env = await job(builder, services.identity)
    const refused = await builder.here(['rebuild', '--comment', 'none'], env)
    expect([refused.code, refused.report.error?.id, refused.report.commit]).toEqual([3, 'signature-failed', undefined])
    expect(refused.report.message).toMatch(/gives no certificate \(.*the issuer is unknown\)/)
    expect(await onServer(alice, 'rev-parse', 'main')).toBe(source)
    const built = await builder.here(['rebuild', '--comment', 'none', '--provenance', 'on'], env)
    services.faults.clear()
    expect([built.code, built.report.provenance, step(built.report, 'sign')?.conclusion]).toEqual([
      0,
      undefined,
      'warning',
    ])
  })

  test('a job with neither identity nor key builds nothing that must be signed; provenance: on builds without', async () => {
    const { alice } = await changed('provenance: required')
    const builder = await alice.clone()
    const env = await job(builder, {})
    const refused = await builder.here(['rebuild', '--comment', 'none'], env)
    expect([refused.code, refused.report.error?.id, refused.report.stages]).toEqual([2, 'signer-missing', []])
    expect(refused.report.error?.remedy).toContain('id-token: write')
    const unlogged = await job(builder, { ...services.identity, DVC_CI_REKOR_URL: '' })
    const deploying = await builder.here(['rebuild', '--comment', 'none', '--deploy-command', 'true'], unlogged)
    expect([deploying.code, deploying.report.error?.id, deploying.report.stages]).toEqual([
      2,
      'verification-not-possible',
      [],
    ])
    const built = await builder.here(['rebuild', '--comment', 'none', '--provenance', 'on'], env)
    expect([built.code, step(built.report, 'sign')]).toEqual([
      0,
      expect.objectContaining({ conclusion: 'skipped', message: 'the job has neither a signing key nor an identity' }),
    ])
  })
})
