import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CLI, inFolder, median, timed } from './measure.mjs'
import { shown } from './table.mjs'

const GIGABYTES = 2
const CHUNK = 64 << 20
/** Of the time of `sha256sum`. */
const BAR = 1.2
const TYPE = 'application/vnd.in-toto+json'

/** The signature and the bytes of a large model. */
export const verify = {
  name: `\`dvc-ci verify\` of a model of ${GIGABYTES} GB`,
  rows: (rounds) =>
    inFolder(async (directory) => {
      await signedModel(directory)
      const [theirs, ours] = [[], []]
      const command = [process.execPath, CLI, 'verify', 'model.bin', '--bundle', 'provenance.jsonl']
      for (let round = 0; round < rounds; round++) {
        theirs.push((await timed(['sha256sum', 'model.bin'], { cwd: directory, env: process.env })).seconds)
        ours.push((await timed(command, { cwd: directory, env: process.env })).seconds)
      }
      const [theirSeconds, ourSeconds] = [theirs, ours].map(median)
      const ratio = ourSeconds / theirSeconds
      return [
        {
          cells: [verify.name, shown(theirSeconds), shown(ourSeconds), ratio.toFixed(2), `${BAR}`],
          held: ratio <= BAR,
        },
      ]
    }),
}

/** A folder with a model, its signed statement, and the settings that name the key. */
async function signedModel(directory) {
  const hash = createHash('sha256')
  const model = await open(join(directory, 'model.bin'), 'w')
  for (let written = 0, part = 0; written < GIGABYTES * 1e9; written += CHUNK, part++) {
    const chunk = Buffer.alloc(Math.min(CHUNK, GIGABYTES * 1e9 - written), `part ${part} of the model\n`)
    hash.update(chunk)
    await model.write(chunk)
  }
  await model.close()
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  // As the statement of OpenSSF model signing for a single file.
  const digest = hash.digest('hex')
  const payload = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        {
          name: 'model.bin',
          digest: { sha256: createHash('sha256').update(Buffer.from(digest, 'hex')).digest('hex') },
        },
      ],
      predicateType: 'https://model_signing/signature/v1.0',
      predicate: {
        serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: [] },
        resources: [{ name: '.', algorithm: 'sha256', digest }],
      },
    }),
  )
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} `), payload])
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: createHash('sha256').update(pem).digest('hex') }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: TYPE,
      signatures: [{ sig: sign('sha256', signed, privateKey).toString('base64'), keyid: '' }],
    },
  }
  await writeFile(join(directory, 'provenance.jsonl'), `${JSON.stringify(bundle)}\n`)
  await writeFile(join(directory, 'signing.pub'), pem)
  await writeFile(join(directory, 'dvc-ci.yaml'), 'provenance: { key: signing.pub }\n')
}
