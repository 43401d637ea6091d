import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { fill } from '../../scripts/lab/remotes/all.mjs'
import type { Kind } from '../remotes/cells.js'
import { Matrix } from '../remotes/matrix.js'
import { cleanUp, type Outcome, scratch } from '../support/project.js'
import { turn } from '../support/turn.js'

const KINDS: readonly Kind[] = turn(['folder', 's3', 'ssh', 'azure', 'gs', 'webdav'])

let matrix: Matrix
beforeAll(async () => {
  matrix = await Matrix.open([...KINDS])
})
afterAll(async () => {
  await matrix.stop()
  await cleanUp()
})

test.each(KINDS)('a remote of the kind %s is cleaned in three runs, and keeps what is needed', async (kind) => {
  const { alice, remotes } = matrix
  const remote = remotes[kind]
  await fill(remote, 'clean', alice.storage)
  const lost = 'files/md5/41/5bce594eda2ee5221147183056d56d'
  await remote.put(`clean/${lost}`, Buffer.from('lost\n'))
  const home = await scratch()
  const place = { url: remote.url('clean'), ...remote.credentials.right }
  const clone = await alice.clone()
  const clean = (...more: string[]): Promise<Outcome> => matrix.start(clone, ['gc', '--yes', ...more], place, { home })
  const reported = await clean()
  expect([reported.code, reported.report.error]).toEqual([0, undefined])
  expect(reported.report.gc?.unneeded).toEqual({ count: 1, bytes: 5 })
  expect(reported.report.gc?.objects.count).toBe((reported.report.gc?.needed.count ?? 0) + 1)

  const cleaning = ['--delete', '--projects', 'none', '--grace', '1s']
  // As where a lock or a policy keeps all objects.
  const reader = { url: (remote.readOnly ?? remote.url)('clean'), ...remote.credentials.reader }
  if (kind !== 'folder') {
    const refused = await matrix.start(clone, ['gc', '--yes', ...cleaning], reader, { home })
    expect([refused.code, refused.report.error?.id]).toEqual([3, 'remote-access-denied'])
  }
  const counts = []
  for (let run = 0; run < 3; run++) {
    const { code, report } = await clean(...cleaning)
    counts.push([code, report.error?.message, report.gc?.set_aside?.count, report.gc?.deleted?.count])
    // The clock of the remote counts whole seconds.
    await wait(2_100)
  }
  expect(counts).toEqual([
    [0, undefined, 0, 0],
    [0, undefined, 1, 0],
    [0, undefined, 0, 1],
  ])
  const { report } = await matrix.start(clone, ['validate', '--evaluate', 'none', '--verify', 'full'], place, { home })
  expect([report.conclusion, report.remote.missing]).toEqual(['success', []])
})
