import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'
import { everything, hashOf, log, objects, SECONDS_LINE, SUBJECT, step, verdicts } from '../support/rebuild.js'

afterAll(cleanUp)

const PARAMS = '# what decides the accuracy\ntrain:\n  b: 5\n  # the other\n  a: 3\nunused: {depth: 4}\n'

/** The environment of a workflow run that an event has started. */
async function event(clone: Clone, name: string, payload: object, run = 1): Promise<NodeJS.ProcessEnv> {
  const path = join(await scratch(), 'event.json')
  await writeFile(path, JSON.stringify({ repository: { full_name: 'team/tiny', default_branch: 'main' }, ...payload }))
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: path,
    GITHUB_REPOSITORY: 'team/tiny',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: await clone.head(),
    GITHUB_RUN_ID: String(run),
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_TOKEN: '',
    GITHUB_STEP_SUMMARY: '',
    GITHUB_OUTPUT: '',
  }
}

const trailer = (clone: Clone, name: string) =>
  clone.git('log', '-1', `--format=%(trailers:key=${name},valueonly)`, 'HEAD')

describe('a retraining', () => {
  let alice: Clone
  beforeAll(async () => {
    alice = await tinyProject({ 'params.yaml': PARAMS })
  })

  it('a retraining by workflow_dispatch commits a new parameter with its model, once for each workflow run', async () => {
    const bob = await alice.clone()
    const env = await event(
      bob,
      'workflow_dispatch',
      {
        inputs: {
          stages: '',
          params: 'train.a=2',
          reason: 'less\u0007 noise\n[skip ci]',
          'of-another-step': 'x',
          'dry-run': false,
        },
      },
      7,
    )
    const { code, report, stdout } = await bob.run([], env)
    expect(report.message).toMatch(/^Official build: 2 stages ran, \d objects? pushed, commit [0-9a-f]{7}\.$/)
    expect(code).toBe(0)
    expect(report).toMatchObject({
      mode: 'retrain',
      retrain: {
        reason: 'less noise skip ci',
        stages: [],
        params: [{ path: 'params.yaml', name: 'train.a', value: 2 }],
        data: [],
      },
    })
    expect(verdicts(report)).toEqual({
      prepare: 'unchanged',
      'train@a': 'ran',
      'train@b': 'unchanged',
      evaluate: 'ran',
    })
    expect(report.metrics.find(({ name }) => name === 'accuracy')).toMatchObject({ value: 0.93, baseline: 0.92 })
    expect(await bob.read('params.yaml')).toBe(PARAMS.replace('a: 3', 'a: 2'))
    expect(
      (await bob.git('show', '--stat=200', '--format=%s%n%n%b')).replace(/\s+\|.*/g, '').replace(SECONDS_LINE, ''),
    ).toBe(
      `${SUBJECT}\n\nRetrained with train.a = 2 in place of 3.\n\nDvc-Ci-Source: ${env['GITHUB_SHA']}\nDvc-Ci-Run: 7\nDvc-Ci-Request: ${await trailer(bob, 'Dvc-Ci-Request')}\nDvc-Ci-Reason: less noise skip ci\nDvc-Ci-Environment: ${report.environment?.hash}\n\n\n dvc.lock\n metrics.json\n params.yaml\n 3 files changed, 6 insertions(+), 6 deletions(-)`,
    )
    expect(stdout).toContain('reason: less noise skip ci')
    expect(await bob.status()).toBe('')
    const other = await alice.clone()
    await other.dvc('pull', '-q')
    expect(await other.dvc('status')).toContain('up to date')
    // The same workflow run again, from the commit that it was started at.
    const again = await alice.clone()
    await again.git('switch', '-q', '--detach', String(env['GITHUB_SHA']))
    expect((await again.here([], env)).report.message).toMatch(
      /^This workflow run made its build already: [0-9a-f]{7}\.$/,
    )
    // Our own build is at HEAD: a rebuild has nothing to do there, a retraining goes on, and what is published is the baseline.
    expect((await other.here(['rebuild'])).report.message).toMatch(/^HEAD is the official build/)
    const forced = await other.here(
      ['retrain', '--stages', 'train@b', '--params', 'train.a=2'],
      await event(other, 'workflow_dispatch', { inputs: null }, 8),
    )
    expect(forced.report.message).toMatch(/^Official build: 1 stage ran, 0 objects pushed; the result equals dvc\.lock/)
    expect(verdicts(forced.report)).toEqual({
      prepare: 'unchanged',
      'train@a': 'unchanged',
      'train@b': 'ran',
      evaluate: 'unchanged',
    })
    expect(await log(alice)).toHaveLength(2)
  })

  it('a retraining by repository_dispatch appends rows, pushes and commits', async () => {
    const bob = await alice.clone()
    await bob.write('incoming/new.csv', '7,7\r\n8,8\r\n')
    const source = await hashOf(bob, 'raw.csv', 'data/raw.csv.dvc')
    const env = await event(
      bob,
      'repository_dispatch',
      {
        action: 'new-data',
        client_payload: {
          data: { path: 'data/raw.csv', from: 'incoming/new.csv', mode: 'append' },
          reason: 'more rows',
        },
      },
      9,
    )
    const { code, report } = await bob.here([], env)
    expect(report.message).toMatch(/^Official build: 4 stages ran/)
    expect(code).toBe(0)
    expect(report.retrain?.data).toEqual([
      { path: 'data/raw.csv', mode: 'append', from: 'incoming/new.csv', changed: true },
    ])
    expect(report.data.find(({ path }) => path === 'data/raw.csv')).toMatchObject({ change: 'modified' })
    const now = await hashOf(bob, 'raw.csv', 'data/raw.csv.dvc')
    expect(now).not.toBe(source)
    expect(await objects(alice.storage)).toContain(now)
    expect(await bob.git('show', '--name-only', '--format=')).toBe('data/raw.csv.dvc\ndvc.lock')
    const other = await alice.clone()
    await other.dvc('pull', '-q')
    expect((await other.read('data/raw.csv')).split('\n').slice(-4)).toEqual(['99,0', '7,7\r', '8,8\r', ''])
    expect(await other.dvc('status')).toContain('up to date')
    expect(await bob.git('status', '--porcelain')).toBe('?? incoming/')
  })

  it('a retraining replaces data from an address, appends tables by columns, and skips equal data', async () => {
    const table = 'id,value\n1,2\n'
    const server = createServer((_, response) => response.end(table)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/new.csv?sig=hidden`
    try {
      const bob = await alice.clone()
      const before = await everything(bob)
      const dry = await bob.here(['retrain', '--data', `data/raw.csv=${url}`, '--dry-run'])
      expect(dry.report.message).toMatch(
        /^Dry run: it would push \d objects and commit data\/raw\.csv\.dvc, dvc\.lock to main\.$/,
      )
      expect(await everything(bob)).toEqual(before)
      const { code, report } = await bob.here(['retrain', '--data', `data/raw.csv=${url}`])
      expect(code).toBe(0)
      expect(JSON.stringify(report)).not.toContain('hidden')
      expect(report.retrain?.data).toEqual([
        { path: 'data/raw.csv', mode: 'replace', from: url.replace(/\?.*/, ''), changed: true },
      ])
      expect(await bob.read('data/raw.csv')).toBe(table)
      const same = await bob.here(['retrain', '--data', `data/raw.csv=${url}`])
      expect(same.report.message).toMatch(
        /^Nothing was trained: data\/raw\.csv is unchanged, and no input of a stage has changed\. HEAD has the build of this request, [0-9a-f]{7}\.$/,
      )
      expect(same.code).toBe(0)
      await bob.write('more.csv', 'Value;ID\n4;3')
      await bob.write('wrong.csv', 'value,name\n3,4\n')
      const wrong = await bob.here(['retrain', '--data', 'data/raw.csv+=wrong.csv'])
      expect(wrong.report.message).toMatch(
        /data\/raw\.csv cannot get new data: its columns are id, value, and those of the new file are value, name/,
      )
      expect((await bob.here(['retrain', '--data', 'data/raw.csv+=more.csv', '--commit', 'none'])).code).toBe(0)
      expect(await bob.read('data/raw.csv')).toBe('id,value\n1,2\n3,4\n')
    } finally {
      server.close()
    }
  })

  it('a retraining rejects an impossible request before any change', async () => {
    const bob = await alice.clone()
    const start = await everything(bob)
    const refused = async (args: string[], message: RegExp, env: NodeJS.ProcessEnv = {}): Promise<void> => {
      const { code, report } = await bob.here(args, env)
      expect(report.message).toMatch(message)
      expect(code).toBe(2)
    }
    const payload = async (client_payload: object) => event(bob, 'repository_dispatch', { client_payload })
    await refused(
      [],
      /client_payload: 'stage' is not a setting of a retraining request\..*Did you mean stages\?/,
      await payload({ stage: 'train' }),
    )
    await refused(
      ['retrain', '--params', 'trian.a=2'],
      /params\.yaml has no parameter trian\.a\..*Did you mean train\.a\?/,
    )
    await refused(
      ['retrain', '--params', 'unused.depth=2'],
      /no stage and no template of dvc\.yaml uses params\.yaml:unused\.depth/,
    )
    await refused(['retrain', '--params', 'other.yaml:x=2'], /Git does not track the file/)
    await refused(['retrain', '--data', 'data/raw.cvs=x.csv'], /DVC does not track it.*Did you mean data\/raw\.csv\?/)
    expect(await everything(bob)).toEqual(start)
  })

  it('a retraining with better publishes only a better model', async () => {
    const bob = await alice.clone()
    await bob.dvc('pull', '-q')
    const start = await everything(bob)
    const { code, report } = await bob.here(['retrain', '--params', 'train.a=50', '--better', 'accuracy'])
    expect(report.message).toMatch(
      /^Trained, but not published: the model is worse than the published one: accuracy 0\.45 \(published: 0\.9[23]\)\.$/,
    )
    expect(code).toBe(0)
    expect(step(report, 'push')?.conclusion).toBe('skipped')
    expect(await everything(bob)).toEqual(start)
    await bob.write('one.csv', '1,1\n')
    const closed = await bob.here([
      'retrain',
      '--params',
      'train.a=1',
      '--data',
      'data/raw.csv=one.csv',
      '--thresholds',
      'accuracy: { min: 0.99 }',
    ])
    expect([closed.code, closed.report.message]).toEqual([
      1,
      expect.stringMatching(/^the gate is closed: .*Nothing was pushed/),
    ])
    await bob.git('clean', '-q', '-f', 'one.csv')
    expect(await everything(bob)).toEqual(start)
    const better = await bob.here(['retrain', '--params', 'train.a=1', '--better', '{accuracy: higher, loss: lower}'])
    expect(better.report.message).toMatch(/commit [0-9a-f]{7}/)
  })

  it('each retraining under a tag is one version, and a restarted run finds its own', async () => {
    const tag = ['retrain', '--commit', 'tag', '--tag', 'model-v{n}']
    const head = await (await alice.clone()).head()
    const ask = async (params: string, run: number) => {
      const clone = await alice.clone()
      return (
        await clone.here([...tag, '--params', params], await event(clone, 'workflow_dispatch', { inputs: {} }, run))
      ).report
    }
    expect((await ask('train.a=6', 30)).message).toMatch(/commit [0-9a-f]{7} under the tag model-v1\.$/)
    expect((await ask('train.a=7', 31)).message).toMatch(/commit [0-9a-f]{7} under the tag model-v2\.$/)
    expect((await ask('train.a=6', 30)).message).toMatch(/^This workflow run made its build already: [0-9a-f]{7}/)
    expect(await (await alice.clone()).head()).toBe(head)
  })

  it('a retraining fails with a message if the branch has moved', async () => {
    const bob = await alice.clone()
    const env = await event(bob, 'workflow_dispatch', { inputs: { params: 'train.a=4' } }, 11)
    const carol = await alice.clone()
    await carol.edit('src/train.sh', 'mkdir', ': other code\nmkdir')
    await carol.commit('Other code')
    const before = await everything(bob)
    const { code, report } = await bob.here([], env)
    expect(report.message).toMatch(
      /^the branch has moved since this retraining started: .*src\/train\.sh changed.*Start a new run/,
    )
    expect(code).toBe(1)
    expect(await everything(bob)).toEqual(before)
  })
})

describe('a folder', () => {
  it('a retraining adds files to a folder, and never replaces a file of it', async () => {
    const alice = await tinyProject({
      'src/prepare.sh':
        'mkdir -p data/parts\nfind data/images -type f 2>/dev/null | xargs cat data/raw.csv > data/parts/train.csv\n',
    })
    await alice.write('data/images/1.txt', 'one\n')
    await alice.dvc('add', '-q', 'data/images')
    await alice.edit(
      'dvc.yaml',
      'deps: [src/prepare.sh, data/raw.csv]',
      'deps: [src/prepare.sh, data/raw.csv, data/images]',
    )
    await alice.dvc('repro', '-q')
    await alice.dvc('push', '-q')
    await alice.commit('Images')
    const bob = await alice.clone()
    await bob.write('other/1.txt', 'another one\n')
    const taken = await bob.here(['retrain', '--data', 'data/images+=other'])
    expect([taken.code, taken.report.message]).toEqual([
      2,
      expect.stringMatching(/it already has 1\.txt with other content/),
    ])
    expect(await bob.git('status', '--porcelain')).toBe('?? other/')
    await bob.write('other/1.txt', 'one\n')
    await bob.write('other/more/2.txt', 'two\n')
    const { code, report } = await bob.here(['retrain', '--data', 'data/images.dvc+=other'])
    expect([code, report.message]).toEqual([0, expect.stringMatching(/^Official build: [234] stages ran/)])
    const other = await alice.clone()
    await other.dvc('pull', '-q')
    expect([await other.read('data/images/1.txt'), await other.read('data/images/more/2.txt')]).toEqual([
      'one\n',
      'two\n',
    ])
  })
})

describe('on schedule', () => {
  it('a scheduled retraining updates imports first, and trains nothing without a change', async () => {
    const alice = await tinyProject()
    const source = join(await scratch(), 'upstream.csv')
    await writeFile(source, 'x\n1\n')
    await alice.dvc('import-url', '-q', source, 'data/extern.csv')
    await alice.edit(
      'dvc.yaml',
      'deps: [src/prepare.sh, data/raw.csv]',
      'deps: [src/prepare.sh, data/raw.csv, data/extern.csv]',
    )
    await alice.dvc('repro', '-q')
    await alice.dvc('push', '-q')
    await alice.commit('An import')
    const bob = await alice.clone()
    const start = await everything(bob)
    const idle = await bob.here([], await event(bob, 'schedule', {}, 20))
    expect(idle.report.message).toBe(
      'Nothing was trained: data/extern.csv is unchanged, and no input of a stage has changed.',
    )
    expect(idle.code).toBe(0)
    expect(await everything(bob)).toEqual(start)
    await writeFile(source, 'x\n2\n')
    const { code, report } = await bob.here([], await event(bob, 'schedule', {}, 21))
    expect(report.message).toMatch(/^Official build: /)
    expect(code).toBe(0)
    expect(report.retrain?.data).toEqual([{ path: 'data/extern.csv', mode: 'update', changed: true }])
    expect(verdicts(report)['prepare']).toBe('ran')
    expect(await bob.git('show', '--name-only', '--format=')).toContain('data/extern.csv.dvc')
    const other = await alice.clone()
    expect(await hashOf(other, 'extern.csv', 'data/extern.csv.dvc')).toBe(
      await hashOf(bob, 'extern.csv', 'data/extern.csv.dvc'),
    )
  })
})
