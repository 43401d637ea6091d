import { chmod, cp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { Clone, cleanUp, scratch, TINY, tinyProject } from '../support/project.js'
import {
  builds,
  damage,
  everything,
  hashOf,
  hook,
  log,
  objects,
  SECONDS_LINE,
  SUBJECT,
  step,
} from '../support/rebuild.js'

afterAll(cleanUp)

/** A project whose main has a change that nobody has built: another parameter, and so another model. */
async function changed(files: Parameters<typeof tinyProject>[0] = {}): Promise<{ alice: Clone; source: string }> {
  const alice = await tinyProject(files)
  await alice.edit('params.yaml', 'b: 5', 'b: 6')
  return { alice, source: await alice.commit('Another b') }
}

/** What others push while a build runs: the shell lines for a stage that pushes it once, as soon as it runs. */
async function rival(alice: Clone, ...edits: (readonly [path: string, text: string])[]): Promise<NodeJS.ProcessEnv> {
  const other = await alice.clone()
  const script = join(await scratch(), 'rival.sh')
  for (const [path, text] of edits) await other.write(path, text)
  await other.git('add', '--all')
  await other.git('commit', '-q', '-m', `Rival: ${edits.map(([path]) => path).join(', ')}`)
  await writeFile(script, `rm -- "$0"\ncd '${other.directory}' && git push -q origin HEAD:main\n`)
  return { RIVAL: script }
}

/** A first stage that lets a rival go. */
const RACE = { 'src/prepare.sh': `[ -z "$RIVAL" ] || [ ! -e "$RIVAL" ] || sh "$RIVAL"\n${TINY['src/prepare.sh']}` }

describe('nothing is committed that the remote does not have', () => {
  test('a build is not committed if objects of it in the remote were already altered or truncated', async () => {
    const alice = await tinyProject()
    await alice.edit('src/train.sh', 'mkdir', ': another way to the same models\nmkdir')
    await alice.commit('The same models')
    const [altered, truncated] = [await hashOf(alice, 'models/a.txt'), await hashOf(alice, 'models/b.txt')]
    await damage(alice.storage, altered, 'altered')
    await damage(alice.storage, truncated, 'truncated')
    const clone = await alice.clone()
    await clone.dvc('pull', '-q', 'data/raw.csv.dvc')
    const before = await everything(clone)
    const { code, report } = await clone.here(['rebuild'])
    expect([code, report.conclusion, report.message]).toEqual([
      1,
      'failure',
      expect.stringMatching(
        /models\/[ab]\.txt: the object [0-9a-f]{32} in the remote 'storage' is .*Nothing was committed\.$/,
      ),
    ])
    expect(
      report.remote.missing.map(({ hash, paths, reason, remote }) => [hash, paths, reason, remote]).sort(),
    ).toEqual(
      [
        [altered, ['models/a.txt'], 'altered', 'storage'],
        [truncated, ['models/b.txt'], 'truncated', 'storage'],
      ].sort(),
    )
    expect(step(report, 'commit')).toBeUndefined()
    expect(await everything(clone)).toEqual(before)
  })

  test('a rebuild uploads files of a directory that the remote lost, which dvc push does not do', async () => {
    const { alice } = await changed()
    const members = (await objects(alice.storage)).length
    for (const file of ['train', 'test']) {
      const hash =
        (await alice.git('hash-object', `data/parts/${file}.csv`)) &&
        (await alice.dvc('data', 'status', '--json')) &&
        (await md5(alice, `data/parts/${file}.csv`))
      await damage(alice.storage, hash, 'removed')
    }
    expect(await objects(alice.storage)).toHaveLength(members - 2)
    const clone = await alice.clone()
    const { code, report } = await clone.here(['rebuild'])
    expect([code, report.remote]).toEqual([
      0,
      expect.objectContaining({ objects: 6, verified: 6, pushed: 3, missing: [] }),
    ])
    expect(await builds(clone)).toBe(1)
    const fresh = await clone.clone()
    await fresh.dvc('pull', '-q')
    expect(JSON.parse(await fresh.dvc('status', '--json'))).toEqual({})
  })

  test('a remote that is not writable, or missing on this machine, is reported before the training', async () => {
    const { alice } = await changed()
    const clone = await alice.clone()
    for (const [make, words] of [
      [
        () => writeFile(alice.storage, 'no folder'),
        /the DVC remote 'storage' is the folder .*storage, which is a file\./,
      ],
      [
        () => Promise.resolve(),
        /the DVC remote 'storage' is the folder .*storage, which this machine does not have\. .*mkdir -p/,
      ],
    ] as const) {
      await rm(alice.storage, { recursive: true, force: true })
      await make()
      const { code, report } = await clone.here(['rebuild'])
      expect([code, report.conclusion, report.message]).toEqual([3, 'error', expect.stringMatching(words)])
      expect(step(report, 'reproduce')).toBeUndefined()
    }
    await rm(alice.storage, { force: true })
    await expect(objects(alice.storage)).resolves.toEqual([])
    expect(await builds(alice)).toBe(0)
  })

  test('a build that is stale in a clean checkout is not published', async () => {
    const alice = await tinyProject({
      'dvc.yaml':
        TINY['dvc.yaml']?.replace('deps: [src/train.sh, data/parts]', 'deps: [src, data/parts, notes.txt]') ?? '',
      'notes.txt': 'notes\n',
      '.gitignore': '__pycache__/\nlocal.txt\n',
    })
    const start = await alice.head()
    const attempt = async (message: string, ...edits: (() => Promise<void>)[]) => {
      await alice.git('reset', '-q', '--hard', start)
      await alice.git('push', '-qf', 'origin', 'main')
      for (const edit of edits) await edit()
      await alice.commit(message)
      const clone = await alice.clone()
      return clone.here(['rebuild'])
    }
    const cache = await attempt('Imports leave a folder', () =>
      alice.edit('src/train.sh', 'mkdir', 'mkdir -p src/__pycache__; echo $1 > src/__pycache__/x.pyc\nmkdir'),
    )
    expect([cache.code, cache.report.message]).toEqual([
      1,
      expect.stringMatching(
        /^the build is not reproducible: in a clean checkout of it, dvc repro would run train@a \(src has changed\).*\.dvcignore\. Nothing was pushed\.$/,
      ),
    ])
    const others = await attempt('A stage writes what another one reads', () =>
      alice.edit('src/prepare.sh', 'mkdir', 'echo more >> notes.txt\nmkdir'),
    )
    expect([others.code, others.report.message]).toEqual([
      1,
      expect.stringMatching(
        /^the build is not reproducible: .*train@a \(notes\.txt has changed\).*notes\.txt changed while stages ran, and a stage reads it/,
      ),
    ])
    const ignored = await attempt('Metrics that Git ignores', () =>
      alice
        .git('rm', '-q', '--cached', 'metrics.json')
        .then(() => alice.write('.gitignore', '__pycache__/\nmetrics.json\n')),
    )
    expect([ignored.code, ignored.report.message]).toEqual([
      1,
      expect.stringMatching(/^the build is not reproducible: .*evaluate \(its output metrics\.json is not here\)/),
    ])
    for (const { report } of [cache, others, ignored]) expect(step(report, 'push')).toBeUndefined()
    expect(await builds(alice)).toBe(0)
  })
})

async function md5(clone: Clone, path: string): Promise<string> {
  const { createHash } = await import('node:crypto')
  return createHash('md5')
    .update(await clone.read(path))
    .digest('hex')
}

describe('the commit', () => {
  test('the build commit has only files of the pipeline, and no secret, hook or identity of the user', async () => {
    const { alice, source } = await changed({
      'src/evaluate.sh': `${TINY['src/evaluate.sh']}echo log >> notes.txt\necho token > found-$b.txt\n`,
      'notes.txt': 'notes\n',
    })
    await alice.write('.dvc/.gitignore', '/tmp\n/cache\n')
    // DVC would put what it writes into the index.
    await alice.dvc('config', 'core.autostage', 'true')
    await alice.commit('Forget about config.local')
    const clone = await alice.clone()
    await clone.write('secret.env', 'TOKEN=1\n')
    await clone.write('data/secret.env', 'TOKEN=1\n')
    await clone.dvc('config', '--local', 'remote.storage.verify', 'true')
    await hook(clone.path('.git'), 'pre-commit', 'exit 1')
    await hook(clone.path('.git'), 'pre-push', 'exit 1')
    await hook(clone.path('.git'), 'post-checkout', 'touch hooked')
    const { code, report } = await clone.here(['rebuild'])
    expect([code, report.message]).toEqual([0, expect.stringContaining('1 object pushed, commit')])
    expect(await clone.git('show', '--name-only', '--format=%an %ae %cn %ce', 'HEAD')).toBe(
      'dvc-ci dvc-ci@users.noreply.github.com dvc-ci dvc-ci@users.noreply.github.com\n\n.dvc/.gitignore\ndvc.lock\nmetrics.json',
    )
    // DVC itself mends that, as soon as it runs.
    expect(await clone.git('show', 'HEAD:.dvc/.gitignore')).toContain('/config.local')
    expect((await clone.git('log', '-1', '--format=%B')).replace(SECONDS_LINE, '')).toBe(
      `${SUBJECT}\n\nDvc-Ci-Source: ${await clone.git('rev-parse', 'HEAD~1')}\nDvc-Ci-Environment: ${report.environment?.hash}`,
    )
    expect(await clone.git('rev-parse', 'HEAD~2')).toBe(source)
    expect((await clone.status()).split('\n').sort()).toEqual(
      ['?? data/secret.env', '?? found-6.txt', '?? secret.env', 'M notes.txt'].sort(),
    )
  })

  test('the build commit has changes of DVC to .gitignore, deletions and result folders, but no user edit', async () => {
    const yaml =
      TINY['dvc.yaml']?.replace(
        '    plots:\n',
        '    outs:\n      - results/model.bin\n    plots:\n      - plots: {cache: false}\n',
      ) ?? ''
    const evaluate = `${TINY['src/evaluate.sh']}mkdir -p results plots/more\necho bin > results/model.bin\nhead -n 1 models/a.txt > plots/more/a.csv\ngrep -q 'b: 6' models/b.txt && echo x,y > plots/new.csv || echo x,y > plots/old.csv\n`
    const alice = await tinyProject({ 'dvc.yaml': yaml, 'src/evaluate.sh': evaluate })
    await alice.git('rm', '-q', '--cached', 'results/.gitignore')
    await rm(alice.path('results/.gitignore'))
    await alice.edit('params.yaml', 'b: 5', 'b: 6')
    // Not staged by `git add --all`, for what it ignores is a result too.
    await alice.git('add', 'params.yaml')
    await alice.git('commit', '-qm', 'Without .gitignore')
    await alice.git('push', '-q')
    const clone = await alice.clone()
    expect((await clone.here(['rebuild'])).code).toBe(0)
    expect(await clone.git('show', '--name-status', '--no-renames', '--format=', 'HEAD')).toBe(
      'M\tdvc.lock\nM\tmetrics.json\nA\tplots/new.csv\nD\tplots/old.csv\nA\tresults/.gitignore',
    )
    expect(await clone.git('show', 'HEAD:results/.gitignore')).toBe('/model.bin')

    await clone.write('README.md', 'x')
    await clone.commit('Read me')
    await clone.write('results/.gitignore', '/model.bin\n/mine\n')
    const person = await clone.here(['rebuild'])
    expect([person.code, person.report.message]).toEqual([2, expect.stringContaining('results/.gitignore')])
    // A line of DVC's own is no edit of a person's.
    await clone.write('results/.gitignore', '')
    const dvcs = await clone.here(['rebuild'])
    expect([dvcs.code, dvcs.report.message]).toEqual([0, expect.stringContaining('nothing to commit')])
  })

  test('the build commit has the dvc.lock of every pipeline of the repository', async () => {
    const sub =
      'stages:\n  count:\n    cmd: wc -l < ../models/a.txt > count.txt\n    deps: [../models/a.txt]\n    outs: [count.txt]\n  extra:\n    cmd: cat in.txt > "out 1.txt"\n    deps: [in.txt]\n    outs: ["out 1.txt"]\n'
    const alice = await tinyProject({ 'sub/dvc.yaml': sub, 'sub/in.txt': 'in\n' })
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.write('sub/in.txt', 'another\n')
    await alice.commit('A change of both')
    const clone = await alice.clone()
    const { code, report } = await clone.here(['rebuild'])
    expect([code, report.stages.map(({ name, verdict }) => `${name} ${verdict}`)]).toEqual([
      0,
      ['prepare ran', 'train@a ran', 'train@b ran', 'evaluate ran', 'sub/dvc.yaml:count ran', 'sub/dvc.yaml:extra ran'],
    ])
    expect(await clone.git('show', '--name-only', '--format=', 'HEAD')).toBe('dvc.lock\nmetrics.json\nsub/dvc.lock')
    const named = await (await alice.clone()).here(['rebuild', '--force', 'sub/dvc.yaml:count'])
    expect(named.report.message).toContain('HEAD is the official build')
  })
})

describe('concurrent pushes', () => {
  test('a build is committed on top of an unrelated concurrent push, and no commit is lost', async () => {
    const { alice, source } = await changed(RACE)
    const env = await rival(alice, ['README.md', 'Read me\n'])
    // Another one comes in while the server already takes our push.
    const other = await alice.clone()
    await other.git(
      'fetch',
      '-q',
      dirname(await readFile(env['RIVAL'] ?? '', 'utf8').then((text) => /cd '(.*)' &&/.exec(text)?.[1] ?? '')) +
        '/clone',
      'HEAD',
    )
    await other.git('reset', '-q', '--hard', 'FETCH_HEAD')
    await other.write('NEWS.md', 'News\n')
    await other.git('add', '--all')
    await other.git('commit', '-q', '-m', 'Rival: NEWS.md')
    await other.git('push', '-q', 'origin', 'HEAD:refs/heads/news')
    await hook(
      alice.origin,
      'pre-receive',
      `read old new ref\n[ "$ref" = refs/heads/main ] && git log -1 --format=%s $new | grep -q '^CI:' && [ ! -e hooked ] || exit 0\ntouch hooked\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/main refs/heads/news`,
    )
    // As actions/checkout leaves it.
    const clone = await alice.clone('main', '--depth=1')
    const { code, report } = await clone.here(['rebuild'], env)
    expect([code, report.conclusion, report.commit?.attempts]).toEqual([0, 'success', 2])
    expect(await log(clone)).toEqual([SUBJECT, 'Rival: NEWS.md', 'Rival: README.md', 'Another b', 'A pipeline'])
    expect(await clone.git('log', '-1', '--format=%(trailers:key=Dvc-Ci-Source,valueonly)')).toBe(source)
    expect(report.commit?.sha).toBe(await clone.head())
    expect(await clone.read('README.md')).toBe('Read me\n')
    expect(await clone.status()).toBe('')
    const fresh = await clone.clone()
    await fresh.dvc('pull', '-q')
    expect(JSON.parse(await fresh.dvc('status', '--json'))).toEqual({})
  })

  test('a concurrent push that changes parameters, code, source data or the environment supersedes the build', async () => {
    const edits = [
      ['data/raw.csv.dvc', 'outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  size: 0\n  hash: md5\n  path: raw.csv\n'],
      ['params.yaml', 'train:\n  a: 9\n  b: 9\n'],
      ['requirements.txt', 'scikit-learn\n'],
      ['src/train.sh', `${TINY['src/train.sh']}# better\n`],
    ] as const
    const paths = edits.map(([path]) => path).join(', ')
    const { alice } = await changed(RACE)
    const env = await rival(alice, ...edits, ['README.md', 'Read me\n'])
    const clone = await alice.clone()
    await clone.dvc('pull', '-q', 'data/raw.csv.dvc')
    const before = await everything(clone, 'remote', 'server')
    const { code, report } = await clone.here(['rebuild'], env)
    // Each of the four is named, so each of them alone supersedes a build; README.md is not, and does not.
    expect([code, report.conclusion, report.message]).toEqual([
      0,
      'superseded',
      expect.stringMatching(new RegExp(`^Build superseded: (?!.*README).*${paths.replaceAll('.', '\\.')}`)),
    ])
    expect(report.commit).toBeUndefined()
    expect(await log(clone)).toEqual([`Rival: ${paths}, README.md`, 'Another b', 'A pipeline'])
    expect(await everything(clone, 'remote', 'server')).toEqual(before)
  })

  test('two concurrent builds of the same commit make one commit', async () => {
    const { alice, source } = await changed()
    const clones = await Promise.all([alice.clone(), alice.clone()])
    const outcomes = await Promise.all(clones.map((clone) => clone.run(['rebuild'])))
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0])
    expect(await log(alice)).toEqual([SUBJECT, 'Another b', 'A pipeline'])
    const sha = await alice.git('--git-dir', alice.origin, 'rev-parse', 'main')
    const told = outcomes.map(({ report }) =>
      report.conclusion === 'superseded' ? report.message : report.commit?.sha,
    )
    // Made in the same second, the two are the same commit.
    expect(told).toContain(sha)
    for (const each of told)
      expect([
        sha,
        `Build superseded: another run has built ${source.slice(0, 7)} meanwhile: ${sha.slice(0, 7)} on main.`,
      ]).toContain(each)
  })

  test('a concurrent push that rewrites the branch supersedes the build', async () => {
    const { alice } = await changed(RACE)
    const script = join(await scratch(), 'rewrite.sh')
    const other = await alice.clone()
    await other.git('commit', '-q', '--amend', '-m', 'Rewritten')
    await writeFile(script, `rm -- "$0"\ncd '${other.directory}' && git push -qf origin HEAD:main\n`)
    const { code, report } = await (await alice.clone()).here(['rebuild'], { RIVAL: script })
    expect([code, report.conclusion, report.message]).toEqual([
      0,
      'superseded',
      expect.stringMatching(/^Build superseded: 'main' was rewritten/),
    ])
    expect(await log(alice)).toEqual(['Rewritten', 'A pipeline'])
  })
})

describe('the server', () => {
  test('a push that the server took is a success with one commit, even if the answer was lost', async () => {
    const { alice } = await changed()
    const clone = await alice.clone()
    const wrapper = join(await scratch(), 'receive-pack')
    await writeFile(wrapper, '#!/bin/sh\ngit-receive-pack "$@"\nexit 1\n')
    await chmod(wrapper, 0o755)
    // Only the second call, which is the push itself: the first one asks whether we may.
    const once = join(await scratch(), 'once')
    await writeFile(
      once,
      `#!/bin/sh\nif [ -e '${once}.asked' ]; then exec '${wrapper}' "$@"; fi\n: > '${once}.asked'\nexec git-receive-pack "$@"\n`,
    )
    await chmod(once, 0o755)
    await clone.git('config', 'remote.origin.receivepack', once)
    const { code, report } = await clone.here(['rebuild'])
    expect([code, report.conclusion, report.commit?.branch]).toEqual([0, 'success', 'main'])
    expect(report.commit?.sha).toBe(await clone.git('--git-dir', clone.origin, 'rev-parse', 'main'))
    expect(await builds(clone)).toBe(1)
  })

  test('a build of a protected branch fails with the fix and restores the workspace', async () => {
    const { alice } = await changed()
    await hook(
      alice.origin,
      'pre-receive',
      'echo "error: GH006: Protected branch update failed for refs/heads/main." >&2\necho "error: Changes must be made through a pull request." >&2\nexit 1',
    )
    const clone = await alice.clone()
    await clone.dvc('pull', '-q', 'data/raw.csv.dvc')
    const before = await everything(clone, 'remote')
    const { code, report } = await clone.here(['rebuild'])
    expect([code, report.conclusion, report.message]).toEqual([
      1,
      'failure',
      expect.stringMatching(
        /^the server rejects the push to 'main': .*GH006.*pull request.*A retry cannot help.*bypass.*commit: none/,
      ),
    ])
    expect(await everything(clone, 'remote')).toEqual(before)
  })

  test('an unreachable Git server is reported before the training', async () => {
    const { alice } = await changed()
    const clone = await alice.clone()
    await clone.git('remote', 'set-url', 'origin', 'git://127.0.0.1:1/none.git')
    const { code, report } = await clone.here(['rebuild'])
    expect([code, report.conclusion, report.message]).toEqual([
      3,
      'error',
      expect.stringMatching(/^cannot push to main: .*127\.0\.0\.1.*Nothing was built\.$/),
    ])
    expect(step(report, 'reproduce')).toBeUndefined()
  })

  test('a rebuild creates its branch on the server if the branch is new', async () => {
    const { alice } = await changed()
    const clone = await alice.clone()
    await clone.git('switch', '-qc', 'release')
    const { code, report } = await clone.here(['rebuild'])
    expect([code, report.commit?.branch, await log(clone, 'release')]).toEqual([
      0,
      'release',
      [SUBJECT, 'Another b', 'A pipeline'],
    ])
  })
})

describe('running again', () => {
  test('a second rebuild finds the build of the commit, and a build commit starts no build', async () => {
    const { alice, source } = await changed()
    const [first, late] = [await alice.clone(), await alice.clone()]
    expect((await first.here(['rebuild'])).report.commit?.attempts).toBe(1)
    // The same job again, from the same checkout: main has moved on by our own commit.
    const again = await late.here(['rebuild'])
    expect([again.code, again.report.conclusion, again.report.message]).toEqual([
      0,
      'success',
      expect.stringMatching(new RegExp(`^${source.slice(0, 7)} was built already: [0-9a-f]{7} on main\\.$`)),
    ])
    expect(again.report.commit?.sha).toBe(await alice.git('--git-dir', alice.origin, 'rev-parse', 'main'))
    for (const clone of [first, await alice.clone(), await alice.clone('main', '--depth=1')]) {
      const own = await clone.here(['rebuild'])
      expect([own.code, own.report.message, own.report.stages]).toEqual([
        0,
        `HEAD is the official build of ${source.slice(0, 7)}: there is nothing to do.`,
        [],
      ])
      expect(await clone.status()).toBe('')
    }
    // Code that was put into our commit by amending or squashing is built.
    const squashed = await alice.clone()
    await squashed.write('params.yaml', 'train:\n  a: 7\n  b: 7\n')
    await squashed.git('commit', '-qa', '--amend', '--no-edit')
    await squashed.git('push', '-qf', 'origin', 'main')
    const rebuilt = await (await alice.clone()).here(['rebuild'])
    expect([rebuilt.code, rebuilt.report.commit?.attempts]).toEqual([0, 1])
  })

  test('a project in a subfolder, with or without its own .dvc folder, is built and committed', async () => {
    const alice = await tinyProject()
    // With data and upstream stages outside of the working directory.
    await alice.write(
      'team/dvc.yaml',
      'stages:\n  report:\n    cmd: cat ../models/a.txt ../data/raw.csv local.txt > report.txt\n    deps: [../models/a.txt, ../data/raw.csv, local.txt]\n    outs: [report.txt]\n',
    )
    await alice.write('team/local.txt', 'local\n')
    await alice.git('add', '--all')
    await alice.commit('A team')
    const clone = await alice.clone()
    const { code, report } = await clone.here(['rebuild', '--working-directory', 'team'])
    expect([code, report.message, report.stages]).toEqual([
      0,
      expect.stringContaining('1 stage ran'),
      [expect.objectContaining({ name: 'report', verdict: 'ran' })],
    ])
    expect(report.lint).toContainEqual(
      expect.objectContaining({
        rule: 'trusted-output',
        path: 'dvc.yaml',
        message: expect.stringContaining('models/a.txt of ../dvc.yaml:train@a was pulled'),
      }),
    )
    expect(await clone.git('show', '--name-only', '--format=', 'HEAD')).toBe('team/.gitignore\nteam/dvc.lock')
    expect(await clone.read('dvc.lock')).toBe(await alice.read('dvc.lock'))

    // What lies upstream and outside has changed: this build would be stale as soon as that one is made.
    await alice.git('pull', '-q')
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.commit('Another a')
    const stale = await (await alice.clone()).here(['rebuild', '-C', 'team'])
    expect([stale.code, stale.report.message]).toEqual([
      1,
      expect.stringMatching(
        /^this build needs the output of \.\.\/dvc\.yaml:train@a, which is stale and outside of the working directory\./,
      ),
    ])

    const own = await tinyProject()
    const inner = new Clone(own.path('inner'), own.origin, join(own.storage, 'inner'))
    await cp(own.path('src'), own.path('inner/src'), { recursive: true })
    for (const file of ['dvc.yaml', 'params.yaml']) await inner.write(file, TINY[file] ?? '')
    await inner.write('data/raw.csv', '1,2\n3,4\n')
    await inner.dvc('init', '-q', '--subdir')
    await inner.dvc('remote', 'add', '-q', '--default', 'storage', join(own.storage, 'inner'))
    await inner.dvc('add', '-q', 'data/raw.csv')
    await inner.dvc('push', '-q')
    await own.write('README.md', 'Read me\n')
    await own.commit('A project of its own')
    // Nobody has ever reproduced it: the official build is the first, and makes dvc.lock.
    const second = await own.clone()
    const first = await second.here(['rebuild', '-C', 'inner'])
    // Two rows are the whole of raw.csv and of both parts, so these are one object.
    expect([first.code, first.report.remote.objects]).toEqual([0, 4])
    expect(await second.git('show', '--name-only', '--format=', 'HEAD')).toBe(
      ['curve.csv', 'data/.gitignore', 'dvc.lock', 'metrics.json', 'models/.gitignore']
        .map((path) => `inner/${path}`)
        .join('\n'),
    )
    expect(await second.status()).toBe('')
  })
})
