import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, type Outcome, scratch, tinyProject } from '../support/project.js'
import { everything, hook, log, SUBJECT, step } from '../support/rebuild.js'

let github: StandIn
beforeAll(async () => {
  github = await startGitHub()
})
afterEach(() => {
  for (const key of Object.keys(github.git)) delete github.git[key as keyof typeof github.git]
})
afterAll(async () => {
  await github.stop()
  await cleanUp()
})

/** A project whose main has a change that nobody has built. GitHub stands in front of its server. */
async function changed(): Promise<{ alice: Clone; source: string }> {
  const alice = await tinyProject()
  await alice.edit('params.yaml', 'b: 5', 'b: 6')
  github.git.origin = alice.origin
  return { alice, source: await alice.commit('Another b') }
}

interface Request {
  token?: string
  args?: string[]
  mode?: string
  /** By the sources in this process, or by the built command line. */
  how?: 'here' | 'run'
}

/** Runs the rebuild of a push to main as a workflow does. */
async function rebuild(
  clone: Clone,
  method: string,
  { token = 'ghs_workflow', args = [], mode = 'rebuild', how = 'here' }: Request = {},
): Promise<Outcome> {
  const payload = join(await scratch(), 'event.json')
  await writeFile(
    payload,
    JSON.stringify({
      repository: { full_name: REPOSITORY, default_branch: 'main' },
      before: await onServer(clone, 'rev-parse', 'main~1'),
    }),
  )
  return clone[how]([mode, '--commit', method, ...(mode === 'rebuild' ? ['--comment', 'none'] : []), ...args], {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: payload,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: await clone.head(),
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: token,
  })
}

const onServer = (clone: Clone, ...args: string[]) => clone.git('--git-dir', clone.origin, ...args)

describe('commit: api', () => {
  test('commit: api creates the commit on top of concurrent pushes, and finds one whose answer was lost', async () => {
    const { alice, source } = await changed()
    const rival = await alice.clone()
    github.git.before = async () => {
      delete github.git.before
      await rival.write('README.md', 'Read me\n')
      await rival.commit('Words')
      // The next attempt is carried out, and nobody hears of it.
      github.fail({ method: 'POST', path: /^\/graphql$/, status: 0, stored: true })
    }
    const [clone, late] = [await alice.clone('main', '--depth=1'), await alice.clone()]
    const { code, report } = await rebuild(clone, 'api', { args: ['--tag', 'v{n}'], how: 'run' })
    const tip = await onServer(alice, 'rev-parse', 'main')
    expect([code, report.message, report.commit]).toEqual([
      0,
      expect.stringMatching(/its tag is v1\.$/),
      { sha: tip, branch: 'main', method: 'api', attempts: 2 },
    ])
    expect(await onServer(alice, 'rev-parse', 'v1^{commit}')).toBe(tip)
    expect(await log(alice)).toEqual([SUBJECT, 'Words', 'Another b', 'A pipeline'])
    expect(await onServer(alice, 'log', '-1', '--format=%cn %(trailers:key=Dvc-Ci-Source,valueonly)', 'main')).toBe(
      `GitHub ${source}`,
    )
    expect([await clone.head(), await clone.status()]).toEqual([tip, ''])
    const again = await rebuild(late, 'api')
    expect([again.code, again.report.message]).toEqual([
      0,
      `${source.slice(0, 7)} was built already: ${tip.slice(0, 7)} on main.`,
    ])
    const fresh = await alice.clone('main', '--depth=1')
    const own = await rebuild(fresh, 'api')
    expect([own.code, own.report.message]).toEqual([
      0,
      `HEAD is the official build of ${source.slice(0, 7)}: there is nothing to do.`,
    ])
    await fresh.dvc('pull', '-q')
    expect(JSON.parse(await fresh.dvc('status', '--json'))).toEqual({})
  })

  test('commit: api rejects a read-only or missing token and an executable file early, and names alternatives', async () => {
    const { alice } = await changed()
    const clone = await alice.clone()
    await clone.dvc('pull', '-q', 'data/raw.csv.dvc')
    const before = await everything(clone, 'remote')
    const reader = await rebuild(clone, 'api', { token: 'ghs_fork' })
    expect([reader.code, reader.report.message]).toEqual([
      1,
      expect.stringMatching(
        /^the token may not commit to main by GitHub's API: .*Resource not accessible by integration.*permissions: contents: write.*Nothing was built\.$/,
      ),
    ])
    const nobody = await rebuild(clone, 'api', { token: '' })
    expect([nobody.code, nobody.report.message]).toEqual([
      2,
      expect.stringMatching(/^commit: api needs a token for GitHub, and none is set\./),
    ])
    expect([reader, nobody].map(({ report }) => step(report, 'reproduce'))).toEqual([undefined, undefined])
    github.git.rule = 'Repository rule violations found\n\nChanges must be made through a pull request.'
    const ruled = await rebuild(clone, 'api')
    expect([ruled.code, ruled.report.message]).toEqual([
      1,
      expect.stringMatching(
        /^GitHub rejects the commit to 'main': .*through a pull request.*`commit: pull-request` or `commit: tag`/s,
      ),
    ])
    expect(await everything(clone, 'remote')).toEqual(before)

    await alice.edit('src/evaluate.sh', '> metrics.json', '> metrics.json; chmod +x metrics.json')
    await alice.commit('An executable file')
    const executable = await alice.clone()
    const { code, report } = await rebuild(executable, 'api')
    expect([code, report.message]).toEqual([
      1,
      expect.stringMatching(
        /^commit: api cannot commit metrics\.json: it is executable.*chmod -x metrics\.json.*Nothing was pushed\.$/,
      ),
    ])
    expect(step(report, 'push')).toBeUndefined()
  })
})

describe('commit: pull-request', () => {
  test('a retraining opens a pull request with its request, and the next retraining updates it', async () => {
    const { alice } = await changed()
    const { code, report } = await rebuild(await alice.clone(), 'pull-request', {
      mode: 'retrain',
      args: ['--params', 'train.a=2', '--reason', 'less noise'],
    })
    expect([code, report.commit?.method]).toEqual([0, 'pull-request'])
    const message = await onServer(alice, 'log', '-1', '--format=%B', 'dvc-ci/retrain-main')
    expect(message).not.toContain('skip ci')
    expect(message).toMatch(
      /\n\nRetrained with train\.a = 2 in place of 3\.\n\nDvc-Ci-Source: .*\n[^]*Dvc-Ci-Reason: less noise/,
    )
    expect((await onServer(alice, 'diff', '--name-only', 'main', 'dvc-ci/retrain-main')).split('\n')).toContain(
      'params.yaml',
    )
    const second = await rebuild(await alice.clone(), 'pull-request', {
      mode: 'retrain',
      args: ['--params', 'train.a=1'],
    })
    expect([second.code, second.report.commit?.pull_request?.number]).toEqual([0, report.commit?.pull_request?.number])
    expect(await onServer(alice, 'show', 'dvc-ci/retrain-main:params.yaml')).toContain('a: 1')
    expect(await onServer(alice, 'log', '-1', '--format=%s', 'main')).toBe('Another b')
  })

  interface Pull {
    number: number
    title: string
    body: string
    state: string
    html_url: string
    labels: { name: string }[]
    head: { ref: string }
  }
  const pulls = async () =>
    (await github.ask<Pull[]>('GET', `/repos/${REPOSITORY}/pulls?state=open&per_page=100`)).filter(({ head }) =>
      head.ref.startsWith(BRANCH),
    )
  const BRANCH = 'dvc-ci/build-main'

  test('builds share one pull request, main recognises every kind of merge, and no commit is lost', async () => {
    await github.ask('POST', `/repos/${REPOSITORY}/labels`, { name: 'dvc-ci', color: 'ededed' }).catch(() => undefined)
    const { alice, source } = await changed()
    await hook(
      alice.origin,
      'pre-receive',
      'while read old new ref; do [ "$ref" = refs/heads/main ] && ! git log -1 --format=%an "$new" | grep -q Alice && echo "GH006: Protected branch update failed" >&2 && exit 1; done; exit 0',
    )
    github.git.autoMerge = []
    github.fail({ method: 'POST', path: /\/pulls$/, status: 0, stored: true })
    const late = await alice.clone('main', '--depth=1')
    const { code, report, stdout } = await rebuild(await alice.clone('main', '--depth=1'), 'pull-request', {
      args: ['--tag', 'v{n}'],
    })
    const [pull] = await pulls()
    const first = await onServer(alice, 'rev-parse', BRANCH)
    expect([code, report.commit, report.tag]).toEqual([
      0,
      {
        sha: first,
        branch: 'main',
        method: 'pull-request',
        attempts: 1,
        pull_request: { number: pull?.number, url: pull?.html_url },
      },
      undefined,
    ])
    expect(stdout).toContain(`in pull request ${pull?.number} into main: ${pull?.html_url}`)
    expect(pull).toMatchObject({
      title: 'CI: Build and version official model artifacts',
      head: { ref: BRANCH },
      body: expect.stringMatching(
        new RegExp(
          `accuracy.*0\\.91 \\| 0\\.92 \\| -0\\.01 .*\n\nDvc-Ci-Source: ${source}\nDvc-Ci-Seconds: [\\d.]+\nDvc-Ci-Environment: ${report.environment?.hash}$`,
          's',
        ),
      ),
    })
    expect([
      await onServer(alice, 'log', '-1', '--format=%s', BRANCH),
      await onServer(alice, 'rev-parse', 'main'),
    ]).toEqual(['CI: Build and version official model artifacts', source])
    expect(github.git.autoMerge).toMatchObject([
      {
        mergeMethod: 'MERGE',
        commitBody: expect.stringMatching(
          `^Dvc-Ci-Source: ${source}\nDvc-Ci-Seconds: [\\d.]+\nDvc-Ci-Environment: ${report.environment?.hash}$`,
        ) as unknown,
      },
    ])
    const again = await rebuild(late, 'pull-request')
    expect([again.code, again.report.message, again.report.commit?.pull_request?.number]).toEqual([
      0,
      `${source.slice(0, 7)} was built already: ${first.slice(0, 7)} waits in ${BRANCH}.`,
      pull?.number,
    ])

    // The next build goes into the same pull request, by a plain push.
    await alice.edit('params.yaml', 'b: 6', 'b: 7')
    const next = await alice.commit('One more b')
    const dry = await rebuild(await alice.clone(), 'pull-request', { args: ['--dry-run'] })
    expect([dry.code, dry.report.message]).toEqual([
      0,
      expect.stringContaining(`to ${BRANCH} and open a pull request into main.`),
    ])
    const second = await rebuild(await alice.clone('main', '--depth=1'), 'pull-request')
    expect([second.code, second.report.commit?.pull_request?.number, (await pulls()).length]).toEqual([
      0,
      pull?.number,
      1,
    ])
    expect(await onServer(alice, 'log', '-1', '--format=%P', BRANCH)).toBe(`${next} ${first}`)
    expect(await onServer(alice, 'diff', '--name-only', `main...${BRANCH}`)).toBe('dvc.lock\nmetrics.json')

    // Merged as GitHub does it, in each of its ways; each is built from the same main.
    const merging = await alice.clone()
    await merging.git('fetch', '-q', 'origin', BRANCH)
    const asGitHub = { GIT_COMMITTER_NAME: 'GitHub', GIT_COMMITTER_EMAIL: 'noreply@github.com' }
    Object.assign(merging.env, asGitHub)
    const merged = async (...commands: string[][]): Promise<Outcome & { head: string }> => {
      await merging.git('checkout', '-q', '-B', 'main', next)
      for (const command of commands) await merging.git(...command)
      await merging.git('push', '-q', '--force', 'origin', 'main')
      const clone = await alice.clone('main', '--depth=1')
      return {
        ...(await rebuild(clone, 'pull-request', { args: ['--tag', 'v{n}'] })),
        head: await clone.head(),
      }
    }
    const words = `HEAD is the official build of ${next.slice(0, 7)}: there is nothing to do.`
    const squash = `CI: Build and version official model artifacts (#${pull?.number})\n\n* CI: Build and version official model artifacts\n\nDvc-Ci-Source: ${source}\n\n* CI: Build and version official model artifacts\n\nDvc-Ci-Source: ${next}\n\n---------\n\nCo-authored-by: dvc-ci <dvc-ci@users.noreply.github.com>`
    const bySquash = await merged(['merge', '-q', '--squash', 'FETCH_HEAD'], ['commit', '-q', '-m', squash])
    expect([bySquash.code, bySquash.report.message, bySquash.report.tag]).toEqual([
      0,
      `${words.replace(/\.$/, '')}; its tag is v1.`,
      'v1',
    ])
    const byMerge = await merged([
      'merge',
      '-q',
      '--no-ff',
      '-m',
      `Merge pull request #${pull?.number} from team/${BRANCH}`,
      'FETCH_HEAD',
    ])
    expect([byMerge.code, byMerge.report.message, byMerge.report.tag]).toEqual([
      0,
      `${words.replace(/\.$/, '')}; its tag is v1.`,
      'v1',
    ])
    expect(await onServer(alice, 'rev-parse', 'v1^{commit}')).toBe(bySquash.head)
    const late2 = await alice.clone()
    await late2.git('checkout', '-q', '-B', 'main', next)
    const rerun = await rebuild(late2, 'push')
    expect(rerun.report.message).toMatch(new RegExp(`^${next.slice(0, 7)} was built already: [0-9a-f]{7} on main\\.$`))

    // On top of other inputs it is no build of what main is.
    await merging.git('checkout', '-q', '-B', 'main', next)
    await merging.edit('params.yaml', 'a: 3', 'a: 4')
    await merging.git('commit', '-qam', 'Another a')
    await merging.git('merge', '-q', '--no-ff', '-m', `Merge pull request #${pull?.number}`, 'FETCH_HEAD')
    await merging.git('push', '-q', '--force', 'origin', 'main')
    const tampering = await alice.clone(BRANCH)
    await tampering.write('README.md', 'By hand\n')
    await tampering.commit('By hand')
    const rebuilt = await rebuild(await alice.clone('main', '--depth=1'), 'pull-request')
    expect([rebuilt.code, rebuilt.report.stages.length]).toEqual([0, 4])
    // The branch with commits of other authors is unchanged.
    expect([
      await onServer(alice, 'log', '-1', '--format=%s', BRANCH),
      await onServer(alice, 'log', '-1', '--format=%s', `${BRANCH}-2`),
    ]).toEqual(['By hand', 'CI: Build and version official model artifacts'])
  })

  test('a squashed rollback pull request starts no build, and no later build undoes it', async () => {
    const { alice } = await changed()
    await alice.dvc('repro', '-q')
    await alice.dvc('push', '-q')
    await alice.commit('Built by hand')
    const back = await rebuild(await alice.clone(), 'pull-request', { mode: 'rollback', args: ['--to', 'main~2'] })
    expect([back.code, back.report.commit?.method, back.report.message]).toEqual([
      0,
      'pull-request',
      expect.stringMatching(/^Rolled back .* in pull request \d+: http/),
    ])
    const merging = await alice.clone()
    Object.assign(merging.env, { GIT_COMMITTER_NAME: 'GitHub', GIT_COMMITTER_EMAIL: 'noreply@github.com' })
    await merging.git('fetch', '-q', 'origin', 'dvc-ci/rollback-main')
    await merging.git('merge', '-q', '--squash', 'FETCH_HEAD')
    await merging.git(
      'commit',
      '-q',
      '-m',
      `${await merging.git('log', '-1', '--format=%B', 'FETCH_HEAD')}\n\nCo-authored-by: dvc-ci <dvc-ci@users.noreply.github.com>`,
    )
    await merging.git('push', '-q', 'origin', 'main')
    const { code, report } = await rebuild(await alice.clone(), 'push')
    expect([code, report.message]).toEqual([
      0,
      expect.stringMatching(/^HEAD is a rollback to [0-9a-f]{7}, which is not built again/),
    ])
  })
})
