import { execFile } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { contentDigest } from '../../src/provenance/digests.js'
import { modelStatement } from '../../src/provenance/statement.js'
import { newKey, signedByKey, sigstore } from './signed.js'

const run = promisify(execFile)
const IDENTITY = 'https://github.com/team/digits/.github/workflows/rebuild.yml@refs/heads/main'

let place: string
beforeEach(async () => {
  requireParts('model-signing')
  place = await mkdtemp(join(tmpdir(), 'model-signing-'))
  for (const path of ['a.txt', 'a/b.bin', 'a/ü.txt', '.gitignore', 'sub/.gitignore']) {
    await mkdir(join(place, 'model', path, '..'), { recursive: true })
    await writeFile(join(place, 'model', path), path)
  }
})
afterEach(() => rm(place, { recursive: true, force: true }))

/** The statement of a path below the place, as text. */
async function statementOf(path: string): Promise<string> {
  return JSON.stringify(modelStatement(basename(path), await contentDigest(join(place, path))))
}

/** What the real tool says of a path and a signature. */
async function verdict(path: string, how: 'key' | 'sigstore', ...options: string[]): Promise<string> {
  const argv = ['verify', how, '--signature', join(place, 'model.sig'), ...options, join(place, path)]
  return run(lab.modelSigningBin, argv).then(
    () => 'verified',
    ({ stderr, stdout }: { stderr: string; stdout: string }) => `${stdout}${stderr}`,
  )
}

/** The only entry of a log has no neighbours, and JSON of protobuf has no empty fields, which the tool requires. */
function withEmptyFields(line: string): string {
  const bundle = JSON.parse(line) as { verificationMaterial: { tlogEntries: { inclusionProof: object }[] } }
  for (const entry of bundle.verificationMaterial.tlogEntries)
    entry.inclusionProof = { logIndex: '0', hashes: [], ...entry.inclusionProof }
  return JSON.stringify(bundle)
}

test('model_signing verifies a folder and a file that are signed with a key, and no changed folder', async () => {
  const key = newKey()
  await writeFile(join(place, 'key.pub'), key.pem)
  const options = ['--public_key', join(place, 'key.pub')]
  await writeFile(join(place, 'model.sig'), signedByKey(await statementOf('model/a.txt'), key))
  expect(await verdict('model/a.txt', 'key', ...options)).toBe('verified')
  await writeFile(join(place, 'model.sig'), signedByKey(await statementOf('model'), key))
  expect(await verdict('model', 'key', ...options)).toBe('verified')
  await appendFile(join(place, 'model', 'a.txt'), '.')
  expect(await verdict('model', 'key', ...options)).toMatch(/mismatch for 'a\.txt'/i)
})

test('model_signing verifies a model that a workflow signed', async () => {
  const { root, signed } = await sigstore()
  const [, repository = '', workflow = '', ref = ''] = /^(.+?)\/(\.github.+)@(.+)$/.exec(IDENTITY) ?? []
  const line = await signed(await statementOf('model'), { repository, workflow, ref }, { log: true, time: false })
  await writeFile(join(place, 'model.sig'), withEmptyFields(line))
  const config = {
    mediaType: 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json',
    trustedRoot: JSON.parse(root) as unknown,
    signingConfig: {
      mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
      caUrls: [],
      oidcUrls: [],
      rekorTlogUrls: [],
      rekorTlogConfig: { selector: 'ANY' },
      tsaUrls: [],
      tsaConfig: { selector: 'ANY' },
    },
  }
  await writeFile(join(place, 'trust.json'), JSON.stringify(config))
  const provider = ['--identity_provider', 'https://token.actions.githubusercontent.com']
  const options = ['--trust_config', join(place, 'trust.json'), ...provider]
  expect(await verdict('model', 'sigstore', '--identity', IDENTITY, ...options)).toBe('verified')
  expect(await verdict('model', 'sigstore', '--identity', `${IDENTITY}-2`, ...options)).not.toBe('verified')
})
