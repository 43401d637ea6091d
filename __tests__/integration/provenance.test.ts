import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { readStatement } from '../../src/provenance/statement.js'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'
import { hook, step } from '../support/rebuild.js'

afterAll(cleanUp)

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const KEY = { DVC_CI_SIGNING_KEY: PEM }
const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex')
const onServer = (clone: Clone, ...args: string[]) => clone.git('--git-dir', clone.origin, ...args)

/** A project whose main has a change that nobody has built. */
async function changed(settings: string): Promise<{ alice: Clone; source: string }> {
  const alice = await tinyProject({ 'dvc-ci.yaml': `setup: none\nmodel: tiny\nmodel-path: models/a.txt\n${settings}` })
  await alice.edit('params.yaml', 'b: 5', 'b: 6')
  return { alice, source: await alice.commit('Another b') }
}

interface Bundle {
  mediaType: string
  verificationMaterial: { publicKey?: { hint: string } }
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] }
}

/** The bundles that the server keeps for a commit. */
async function kept(clone: Clone, commit: string): Promise<Bundle[]> {
  const text = await onServer(clone, 'cat-file', 'blob', `refs/dvc-ci/provenance/${commit}`)
  return text.trim().split('\n').map((line) => JSON.parse(line) as Bundle)
}

function statementOf({ dsseEnvelope: { payload } }: Bundle) {
  const read = readStatement(Buffer.from(payload, 'base64').toString('utf8'))
  if ('fault' in read) throw new Error(read.fault)
  return read.statement
}

/** Verifies as the DSSE protocol says, without the code that signed. */
function isSigned({ dsseEnvelope: { payload, payloadType, signatures } }: Bundle): boolean {
  const body = Buffer.from(payload, 'base64')
  const pae = Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `),
    body,
  ])
  return verify('sha256', pae, createPublicKey(privateKey), Buffer.from(signatures[0]?.sig ?? '', 'base64'))
}

describe('a build with a signing key', () => {
  test('a build is signed by its key, and the server of Git keeps the statements', async () => {
    const { alice, source } = await changed('provenance: required\n')
    const builder = await alice.clone()
    const folder = await scratch()
    const { code, report, stdout, stderr } = await builder.here(['rebuild', '--report', join(folder, 'report.json')], KEY)
    const commit = report.commit?.sha ?? ''
    expect([code, report.message]).toEqual([0, expect.any(String)])
    const bundles = await kept(alice, commit)
    expect(bundles.map(isSigned)).toEqual([true, true])
    console.log(JSON.stringify(bundles.map(statementOf), null, 1), JSON.stringify(report.provenance), JSON.stringify(report.steps.map((s) => [s.name, s.started, s.seconds])))
  })
})
