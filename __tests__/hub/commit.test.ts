import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { HubClient } from '../../src/hub/client.js'
import { commitToHub, type HubFile } from '../../src/hub/commit.js'
import { type HubStandIn, startHub } from '../support/hub.js'

const RETRIES = { attempts: 3, firstDelay: 1, longestWait: 1_000, timeout: 5_000 }
const card = (text: string): HubFile => ({ path: 'README.md', size: text.length, content: Buffer.from(text) })

let hub: HubStandIn
let folder: string
beforeAll(async () => {
  hub = await startHub()
  folder = await mkdtemp(join(tmpdir(), 'hub-'))
})
afterAll(async () => {
  await hub.stop()
  await rm(folder, { recursive: true })
})
beforeEach(() => {
  hub.requests.length = 0
  hub.commits.length = 0
  hub.files.clear()
})

async function upload(
  readme: string,
  others: readonly HubFile[] = [],
  { token = 'hf_writer', repository = 'team/digits', endpoint = hub.url } = {},
): Promise<string | undefined> {
  const client = new HubClient({
    endpoint,
    token,
    retries: RETRIES,
    debug: () => undefined,
    redact: (text) => text.replaceAll('topsecret', '***'),
  })
  try {
    return await commitToHub(client, {
      repository,
      card: card(readme),
      others: () => Promise.resolve(others),
      summary: 'Official build topsecret',
    })
  } finally {
    await client.close()
  }
}

/** A model in the folder. */
async function model(name: string, content: Buffer): Promise<HubFile> {
  await writeFile(join(folder, name), content)
  return { path: `models/${name}`, size: content.length, content: { file: join(folder, name) } }
}

describe('an upload to the Hugging Face Hub', () => {
  test('card and model are one commit; the storage gets no token, and the same card is not uploaded again', async () => {
    const large = Buffer.alloc(2_500_000, 'model')
    const others = [
      await model('a.pkl', Buffer.from('small model')),
      await model('b.bin', large),
      await model('c.txt', Buffer.from('text')),
      await model('empty.pkl', Buffer.of()),
    ]
    expect(await upload('# A', others)).toBe(hub.commits[0]?.oid)
    expect(hub.commits).toEqual([
      {
        oid: expect.stringMatching(/^[0-9a-f]{40}$/),
        summary: 'Official build ***',
        paths: ['README.md', 'models/c.txt', 'models/empty.pkl', 'models/a.pkl', 'models/b.bin'],
      },
    ])
    const whole = hub.files.get('models/b.bin')
    expect([whole?.lfs, whole?.content.equals(large)]).toEqual([true, true])
    expect(hub.files.get('README.md')?.content.toString()).toBe('# A')
    const stored = hub.requests.filter(({ method }) => method === 'PUT')
    expect(stored.map(({ authorized, status }) => [authorized, status])).toEqual([1, 2, 3, 4].map(() => [false, 200]))
    hub.requests.length = 0
    expect(await upload('# A', others)).toBeUndefined()
    expect(hub.requests).toHaveLength(1)
    // Only the card has changed.
    expect(await upload('# B', others)).toBe(hub.commits[1]?.oid)
    expect(hub.commits[1]?.paths).toEqual(['README.md'])
  })

  test.each([
    ['preupload', /preupload/],
    ['the question for large files', /batch/],
    ['the storage', /whole/],
    ['the check of a large file', /verify/],
    ['the commit', /commit\/main/],
  ])('a server error, a limit and a cut connection at %s are tried again', async (_, path) => {
    for (const status of [503, 429, 0]) {
      hub.files.clear()
      const name = `${String(path).replace(/\W/g, '')}${status}.pkl`
      hub.fail({ path, status, headers: { 'retry-after': '0' } })
      expect(await upload('# A', [await model(name, Buffer.from(name))])).toBe(hub.commits.at(-1)?.oid)
      expect(hub.files.has(`models/${name}`)).toBe(true)
    }
  })

  test('a commit whose answer was lost is not made twice, and one that lost a race is made again', async () => {
    hub.fail({ path: /commit\/main/, status: 0, stored: true })
    expect(await upload('# A')).toBeUndefined()
    expect(hub.commits).toHaveLength(1)
    for (const status of [409, 412]) {
      hub.fail({ path: /commit\/main/, status, message: 'A commit has happened since. Please refresh and try again.' })
      expect(await upload(`# ${status}`)).toBe(hub.commits.at(-1)?.oid)
    }
  })

  test.each<[{ token?: string; repository?: string; endpoint?: string }, string, string, string]>([
    [
      { token: 'hf_wrong' },
      'hub-access-denied',
      'answers 401 for team/digits (ask for the repository), Invalid credentials in Authorization header.',
      'Set HF_TOKEN',
    ],
    [
      { token: 'hf_reader' },
      'hub-access-denied',
      "answers 403 for team/digits (ask for the repository), Forbidden: you don't have write access to team/digits.",
      'write access',
    ],
    [
      { repository: 'team/other' },
      'hub-request-failed',
      'answers 404 for team/other (ask for the repository), Repository not found.',
      'Create the model repository',
    ],
    [
      { endpoint: 'http://127.0.0.1:9' },
      'hub-unreachable',
      'the Hugging Face Hub does not answer (ask for the repository): ',
      'HF_ENDPOINT',
    ],
  ])('%p is rejected with the value and the remedy', async (given, id, message, remedy) => {
    await expect(upload('# A', [], given)).rejects.toMatchObject({
      id,
      exitCode: 3,
      message: expect.stringContaining(message) as unknown,
      details: {
        key: 'hub',
        value: given.repository ?? 'team/digits',
        remedy: expect.stringContaining(remedy) as unknown,
      },
    })
  })

  test('a mirror below a folder is asked there', async () => {
    await expect(upload('# A', [], { endpoint: `${hub.url}/mirror` })).rejects.toMatchObject({ exitCode: 3 })
    expect(hub.requests.map(({ path }) => path)).toEqual(['/mirror/api/models/team/digits/preupload/main'])
  })

  test('the retries end, a rejected file is named, and strange answers are no crash', async () => {
    hub.fail({ path: /preupload/, status: 503, times: 3 })
    await expect(upload('# A')).rejects.toMatchObject({ id: 'hub-request-failed' })
    expect(hub.requests).toHaveLength(3)
    hub.fail({ path: /preupload/, status: 429, headers: { 'retry-after': '3600' } })
    await expect(upload('# A')).rejects.toMatchObject({
      id: 'hub-request-failed',
      message: expect.stringContaining('429') as unknown,
    })
    hub.fail({ path: /preupload/, status: 200 })
    await expect(upload('# A')).rejects.toMatchObject({
      message: expect.stringContaining('its answer has an unknown form') as unknown,
    })
    hub.fail({ path: /preupload/, status: 307, message: '' })
    await expect(upload('# A')).rejects.toMatchObject({
      message: expect.stringContaining('answers 307') as unknown,
      details: { remedy: expect.stringContaining('another name') as unknown },
    })
    hub.fail({ path: /whole/, status: 400, message: 'BadDigest' })
    await expect(upload('# A', [await model('z.pkl', Buffer.from('z'))])).rejects.toMatchObject({
      message: 'the Hugging Face Hub answers 400 for team/digits (upload the model), BadDigest.',
    })
    expect(hub.commits).toEqual([])
  })
})
