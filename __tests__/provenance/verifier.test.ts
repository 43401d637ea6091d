import { modelStatement } from '../../src/provenance/statement.js'
import {
  identityFault,
  readBundles,
  readTrustedRoots,
  type Trust,
  verifyBundle,
} from '../../src/provenance/verifier.js'
import { newKey, signedByKey, sigstore } from './signed.js'

const STATEMENT = JSON.stringify(modelStatement('model.pkl', { sha256: 'a'.repeat(64), bytes: 1 }))
const REPOSITORY = 'https://github.com/team/digits'
const CLAIMS = { repository: REPOSITORY, ref: 'refs/heads/main', workflow: '.github/workflows/rebuild.yml' }
const POLICY = { server: 'https://github.com', repository: 'team/digits', branch: 'main' }

/** What becomes of a line of a file with bundles. */
function verified(line: string, trust: Trust) {
  const read = readBundles(line)
  if ('fault' in read) return read
  const [bundle] = read.bundles
  if (bundle === undefined) throw new Error('no bundle')
  return verifyBundle(bundle, trust)
}

const faultOf = (result: object): string => ('fault' in result ? String(result.fault) : 'none')

function rootsOf(text: string): Trust {
  const read = readTrustedRoots(text)
  if ('fault' in read) throw new Error(read.fault)
  return read
}

interface BundleJson {
  dsseEnvelope: { payload: string; payloadType: string; signatures: unknown[] }
  verificationMaterial?: unknown
}

/** The JSON of a bundle with a change. */
function changed(line: string, change: (bundle: BundleJson) => void): string {
  const bundle = JSON.parse(line) as BundleJson
  change(bundle)
  return JSON.stringify(bundle)
}

describe('a signature with a key', () => {
  const key = newKey()
  const line = signedByKey(STATEMENT, key)

  test('is verified with its public key', () => {
    expect(verified(line, { key: key.pem })).toMatchObject({
      signer: { by: 'key' },
      statement: { subject: [{ name: 'model.pkl' }] },
    })
  })

  test('is refused with another key, also under the name of the right one', () => {
    const other = newKey()
    expect(faultOf(verified(line, { key: other.pem }))).toMatch(
      /signed with the key [0-9a-f]{64}, not with [0-9a-f]{64}/,
    )
    const renamed = signedByKey(STATEMENT, { privateKey: other.privateKey, pem: key.pem })
    expect(faultOf(verified(renamed, { key: key.pem }))).toMatch(/signature is not that of the statement/)
  })

  test('is refused for another statement, another type and a second signature', () => {
    const payload = Buffer.from(STATEMENT.replace('model.pkl', 'other.pkl')).toString('base64')
    const { dsseEnvelope: envelope } = JSON.parse(line) as { dsseEnvelope: { signatures: unknown[] } }
    const cases: [string, RegExp][] = [
      [changed(line, (bundle) => (bundle.dsseEnvelope.payload = payload)), /not that of the statement/],
      [changed(line, (bundle) => (bundle.dsseEnvelope.payloadType = 'text/plain')), /type text\/plain/],
      [changed(line, (bundle) => bundle.dsseEnvelope.signatures.push(...envelope.signatures)), /no bundle of Sigstore/],
      [changed(line, (bundle) => (bundle.dsseEnvelope.signatures = [])), /no bundle of Sigstore/],
      [changed(line, (bundle) => (bundle.dsseEnvelope.payloadType = 'x\n::error::y')), /type x ::error::y$/],
      [signedByKey('{}', key), /signed statement cannot be used: its predicate/],
      [signedByKey(STATEMENT, key, 'application/json'), /type application\/json/],
    ]
    for (const [text, fault] of cases) expect(faultOf(verified(text, { key: key.pem }))).toMatch(fault)
  })
})

describe('a signature of a workflow', () => {
  test.each([
    ['the log', { log: true, time: false }],
    ['the log and a timestamp', { log: true, time: true }],
  ])('is verified with %s, and names its workflow', async (_, proof) => {
    const { root, signed } = await sigstore()
    expect(verified(await signed(STATEMENT, CLAIMS, proof), rootsOf(root))).toMatchObject({
      signer: {
        by: 'sigstore',
        issuer: 'https://token.actions.githubusercontent.com',
        repository: REPOSITORY,
        ref: 'refs/heads/main',
        workflow: `${REPOSITORY}/.github/workflows/rebuild.yml@refs/heads/main`,
      },
    })
  })

  test('needs the log of a root that has one, and a time of an instance without logs', async () => {
    const { root, signed } = await sigstore()
    const timed = await signed(STATEMENT, CLAIMS, { log: false, time: true })
    expect(faultOf(verified(timed, rootsOf(root)))).toMatch(/transparency log does not have the signature/)
    const untimed = await signed(STATEMENT, CLAIMS, { log: false, time: false })
    expect(faultOf(verified(untimed, rootsOf(root)))).toMatch(/no trusted clock/)
    const own = await sigstore({ logs: false })
    const inTime = await own.signed(STATEMENT, CLAIMS, { log: false, time: true })
    expect(faultOf(verified(inTime, rootsOf(own.root)))).toBe('none')
    const never = await own.signed(STATEMENT, CLAIMS, { log: false, time: false })
    expect(faultOf(verified(never, rootsOf(own.root)))).toMatch(/no trusted clock/)
  })

  test('is refused where the certificate had run out, by the time of the log', async () => {
    const { root, signed } = await sigstore({ clock: new Date(Date.now() + 11 * 60_000) })
    const line = await signed(STATEMENT, CLAIMS, { log: true, time: false })
    expect(faultOf(verified(line, rootsOf(root)))).toMatch(/not valid at the time of the signature/)
  })

  test('is refused with the root of other services, and accepted where one of several roots fits', async () => {
    const [one, other] = [await sigstore(), await sigstore()]
    const line = await one.signed(STATEMENT, CLAIMS, { log: true, time: false })
    expect(faultOf(verified(line, rootsOf(other.root)))).not.toBe('none')
    expect(faultOf(verified(line, rootsOf(`${other.root}\n${one.root}\n`)))).toBe('none')
  })

  test('is refused where a key is asked for, and the reverse', async () => {
    const { root, signed } = await sigstore()
    const key = newKey()
    const line = await signed(STATEMENT, CLAIMS, { log: true, time: false })
    expect(faultOf(verified(line, { key: key.pem }))).toMatch(/asks for a key/)
    expect(faultOf(verified(signedByKey(STATEMENT, key), rootsOf(root)))).toMatch(/signed with a key/)
  })
})

test('only the workflow of the policy may sign, on its branch of its repository of its GitHub', () => {
  const signer = {
    by: 'sigstore',
    issuer: 'https://token.actions.githubusercontent.com',
    repository: REPOSITORY,
    ref: 'refs/heads/main',
    workflow: `${REPOSITORY}/.github/workflows/rebuild.yml@refs/heads/main`,
  } as const
  const workflow = '.github/workflows/rebuild.yml'
  expect(identityFault(signer, POLICY)).toBeUndefined()
  expect(identityFault(signer, { ...POLICY, workflow })).toBeUndefined()
  expect(identityFault({ by: 'key', hint: '' }, POLICY)).toBeUndefined()
  expect(identityFault(signer, { ...POLICY, repository: 'Team/Digits', workflow })).toBeUndefined()
  const cases: [string | undefined, RegExp][] = [
    [identityFault(signer, undefined), /not known/],
    [identityFault({ ...signer, repository: `${REPOSITORY}-2` }, POLICY), /repository is .*digits-2, not/],
    [identityFault({ ...signer, ref: 'refs/heads/feature' }, POLICY), /branch is refs\/heads\/feature/],
    [identityFault({ ...signer, ref: 'refs/tags/main' }, POLICY), /branch is refs\/tags\/main/],
    [identityFault({ ...signer, issuer: 'https://gitlab.com' }, POLICY), /issuer of its identity is https:\/\/gitlab/],
    [identityFault({ by: 'sigstore' }, POLICY), /repository is not in the certificate/],
    [identityFault(signer, { ...POLICY, workflow: '.github/workflows/other.yml' }), /workflow is .*rebuild\.yml@/],
    [
      identityFault(signer, { ...POLICY, server: 'https://git.team.example' }),
      /not https:\/\/git\.team\.example\/team\/digits/,
    ],
  ]
  for (const [fault, words] of cases) expect(fault).toMatch(words)
})

test('a file that has no usable bundle is refused with the reason', () => {
  const line = signedByKey(STATEMENT, newKey())
  const pretty = JSON.stringify(JSON.parse(line), null, 2)
  expect(readBundles(pretty)).toHaveProperty('bundles.length', 1)
  expect(readBundles(`${line}\n${line}\n`)).toHaveProperty('bundles.length', 2)
  expect(readBundles(`${line}\r\n \n\t\n${line}`)).toHaveProperty('bundles.length', 2)
  const cases: [string, RegExp][] = [
    ['', /empty/],
    ['\n \n', /empty/],
    [line.slice(0, -10), /cut short/],
    [`${line}\n${line.slice(0, 100)}`, /cut short/],
    ['{}', /no bundle/],
    ['[1]', /no bundle/],
    ['null', /no bundle/],
    [changed(line, (bundle) => delete bundle.verificationMaterial), /no bundle/],
    [`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, /inside each other/],
    [`${line}\n`.repeat(101), /more than 100 bundles/],
    [' '.repeat((128 << 20) + 1), /more than 134217728 bytes/],
  ]
  for (const [text, fault] of cases) expect(faultOf(readBundles(text))).toMatch(fault)
  for (const text of ['', '{}', '[]', '{"certificateAuthorities": "x"}', line])
    expect(faultOf(readTrustedRoots(text))).not.toBe('none')
})
