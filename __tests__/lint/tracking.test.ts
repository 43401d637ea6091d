import { describe, expect, test } from '@jest/globals'
import { lint } from '../../src/lint/lint.js'
import { RULE_NAMES, RULES } from '../../src/settings/rules.js'
import { found, lintInput, type Overrides, out, project, stage } from './build.js'

const MIB = 1024 * 1024
const PIPELINE =
  'stages:\n  train:\n    cmd: run train\n    outs:\n    - model.pkl\n    - plots\n    metrics:\n    - metrics.json:\n        cache: false\n'
const train = stage('train', {
  outs: [out('model.pkl'), out('plots'), out('metrics.json', { cache: false, metric: true })],
})
const withTrain = (more: Overrides): Overrides => ({
  files: { 'dvc.yaml': PIPELINE },
  project: project([train]),
  ...more,
})

describe('output-in-git', () => {
  test('an output in Git is reported at its line', () => {
    expect(found('output-in-git', withTrain({ tracked: ['model.pkl'] }))).toMatchObject([
      {
        path: 'dvc.yaml',
        line: 5,
        severity: 'error',
        fix: String.raw`git rm -r --cached --quiet -- model.pkl && { git check-ignore --quiet -- model.pkl || { printf '\n%s\n' /model.pkl >> .gitignore && git add -- .gitignore; }; }`,
        message: expect.stringContaining(
          'model.pkl is in Git, and DVC keeps model.pkl, an output of train.',
        ) as unknown,
      },
    ])
  })

  test('files inside an output are reported, even a .gitkeep, because DVC rejects the stage', () => {
    expect(found('output-in-git', withTrain({ tracked: ['plots/.gitkeep'] }))).toMatchObject([
      { line: 6, message: expect.stringMatching(/^plots\/\.gitkeep in plots is in Git/) as unknown },
    ])
    expect(found('output-in-git', withTrain({ tracked: ['plots/a.png', 'plots/deep/b.png'] }))).toMatchObject([
      { message: expect.stringMatching(/^2 files in plots are in Git/) as unknown },
    ])
  })

  test('data of a .dvc file is reported in a project below the top of the repository', () => {
    const source = stage('data/raw.csv.dvc', {
      kind: 'data',
      file: 'data/raw.csv.dvc',
      wdir: 'data',
      outs: [out('data/raw.csv')],
    })
    const input = {
      prefix: 'ml',
      dvcRoot: 'ml',
      files: { 'ml/data/raw.csv.dvc': 'outs:\n- md5: x\n  path: raw.csv\n' },
      project: project([source]),
    }
    expect(found('output-in-git', { ...input, tracked: ['ml/data/raw.csv'] })).toMatchObject([
      { path: 'ml/data/raw.csv.dvc', line: 3 },
    ])
    expect(found('output-in-git', { ...input, tracked: ['data/raw.csv', 'ml/data/raw.csv.bak'] })).toEqual([])
  })

  test('output-in-git ignores files that belong in Git and files with a similar name', () => {
    expect(
      found('output-in-git', withTrain({ tracked: ['metrics.json', 'model.pkl.txt', 'plots.md', 'src/model.pkl'] })),
    ).toEqual([])
  })
})

describe('output-nowhere', () => {
  test('an output with cache: false that Git ignores is an error', () => {
    expect(found('output-nowhere', withTrain({ ignored: ['metrics.json'] }))).toMatchObject([
      { path: 'dvc.yaml', line: 8, severity: 'error', fix: 'git add --force -- metrics.json' },
    ])
    const folder = stage('train', { outs: [out('curves', { cache: false, hash: 'aa.dir' })] })
    expect(found('output-nowhere', { project: project([folder]), ignored: ['curves/x'] })).toHaveLength(1)
  })

  test('output-nowhere finds nothing where Git or DVC has the output', () => {
    expect(found('output-nowhere', withTrain({}))).toEqual([])
    expect(found('output-nowhere', withTrain({ ignored: ['metrics.json'], tracked: ['metrics.json'] }))).toEqual([])
    expect(found('output-nowhere', withTrain({ ignored: ['model.pkl', 'plots'] }))).toEqual([])
  })
})

describe('large-file and binary-data', () => {
  test.each<[string, number, string | undefined]>([
    ['data/raw.csv', 5 * MIB, 'large-file'],
    ['data/raw.csv', 5 * MIB - 1, undefined],
    ['corpus.jsonl', 90 * MIB, 'large-file'],
    ['video', 6 * MIB, 'large-file'],
    ['photo.png', 6 * MIB, 'large-file'],
    ['model.pkl', MIB, 'binary-data'],
    ['model.pkl', 100 * MIB, 'binary-data'],
    ['model.pkl', MIB / 4, undefined],
    ['a/b.PARQUET', MIB, 'binary-data'],
    ['data.tar.gz', MIB, 'binary-data'],
    ['tests/fixtures/small.npy', MIB, undefined],
    ['tests/fixtures/large.npy', 6 * MIB, 'binary-data'],
    ['docs/images/screen.png', 9 * MIB, undefined],
    ['doc/data.csv', 9 * MIB, undefined],
    ['dist/app.js', 9 * MIB, undefined],
    ['package-lock.json', 900_000, undefined],
    ['uv.lock', 9 * MIB, undefined],
    ['paper.pdf', 9 * MIB, undefined],
    ['.venv/lib/x.so', 9 * MIB, undefined],
    ['.venv/lib/x.bin', 9 * MIB, undefined],
    ['lfs.bin', 130, undefined],
    ['notebook.ipynb', 9 * MIB, undefined],
    ['photo.png', MIB, undefined],
  ])('%s of %d bytes gives the rule %p', (path, size, rule) => {
    const findings = [
      ...found('large-file', { tracked: { [path]: size } }),
      ...found('binary-data', { tracked: { [path]: size } }),
    ]
    expect(findings.map((finding) => [finding.rule, finding.path, finding.severity])).toEqual(
      rule === undefined ? [] : [[rule, path, 'warning']],
    )
  })

  test('the finding on large data has the size, and its repair quotes the path for a shell', () => {
    expect(found('large-file', { tracked: { "it's $(id).csv": 7_500_000 } })).toMatchObject([
      {
        message: "it's $(id).csv is data of 7.5 MB, and Git keeps every version of it.",
        fix: String.raw`git rm -r --cached --quiet -- 'it'\''s $(id).csv' && dvc add 'it'\''s $(id).csv' && git add -- 'it'\''s $(id).csv.dvc' .gitignore`,
      },
    ])
  })

  test('a folder of many small files that are large together gives one finding', () => {
    const images = (count: number, size: number, folder = 'images') =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`${folder}/${n}.jpg`, size]))
    expect(found('binary-data', { tracked: images(200, 200_000) })).toMatchObject([
      { path: 'images', message: expect.stringContaining('200 files with 40 MB') as unknown },
    ])
    expect(found('binary-data', { tracked: images(99, 400_000) })).toEqual([])
    expect(found('binary-data', { tracked: images(200, 20_000) })).toEqual([])
    expect(found('binary-data', { tracked: images(200, 200_000, 'docs/images') })).toEqual([])
  })

  test('large-file leaves outputs to their own rule, and names the stage of one with cache: false', () => {
    expect(found('binary-data', withTrain({ tracked: { 'model.pkl': 9 * MIB, 'plots/x.bin': 9 * MIB } }))).toEqual([])
    expect(found('large-file', withTrain({ tracked: { 'metrics.json': 9 * MIB } }))).toMatchObject([
      { message: expect.stringContaining('train declares it `cache: false`') as unknown },
    ])
  })

  test('a symbolic link is no large data', () => {
    const input = lintInput()
    expect(
      lint({ ...input, tracked: [...input.tracked, { path: 'data.csv', size: 9 * MIB, mode: '120000' }] }, []),
    ).toEqual([])
  })
})

describe('dvc-gitignore-missing', () => {
  test('dvc-gitignore-missing finds nothing where Git ignores the private files of DVC', () => {
    expect(found('dvc-gitignore-missing', {})).toEqual([])
    // Another .gitignore may ignore them.
    const { tracked, ...input } = lintInput({ present: [] })
    expect(lint({ ...input, tracked: tracked.filter(({ path }) => path !== '.dvc/.gitignore') }, [])).toEqual([])
  })

  test('a missing .dvc/.gitignore is a finding', () => {
    expect(found('dvc-gitignore-missing', { ignored: [], present: [] })).toMatchObject([
      {
        path: '.dvc/.gitignore',
        severity: 'warning',
        message: 'There is no .dvc/.gitignore: the next `git add` commits the credentials of config.local.',
        fix: String.raw`printf '\n/config.local\n/tmp\n/cache\n' >> .dvc/.gitignore && git add -- .dvc/.gitignore`,
      },
    ])
  })

  test('dvc-gitignore-missing finds a missing line, an uncommitted .dvc/.gitignore and a config.local in Git', () => {
    expect(found('dvc-gitignore-missing', { ignored: ['.dvc/tmp/lock', '.dvc/cache/files'] })).toMatchObject([
      { message: expect.stringContaining('does not name config.local') as unknown },
    ])
    const { tracked, ...input } = lintInput()
    expect(lint({ ...input, tracked: tracked.filter(({ path }) => path !== '.dvc/.gitignore') }, [])).toMatchObject([
      { rule: 'dvc-gitignore-missing', fix: 'git add --force -- .dvc/.gitignore' },
    ])
    expect(found('dvc-gitignore-missing', { tracked: ['.dvc/config.local'] })).toMatchObject([
      { path: '.dvc/config.local' },
    ])
  })
})

describe('dvc-file-ignored', () => {
  const ignored = (path: string, pattern: string, more = {}) => ({
    ignoredDvcFiles: [{ path, tracked: false, source: '.gitignore', line: 3, pattern, ...more }],
  })

  test.each<[string, Overrides, string, RegExp]>([
    [
      'by its name',
      ignored('data/raw.csv.dvc', '*.dvc'),
      String.raw`printf '\n%s\n' '!*.dvc' >> .gitignore && git add -- .gitignore data/raw.csv.dvc`,
      /ignored by the pattern `\*\.dvc` \(\.gitignore, line 3\): DVC silently leaves it out, and no clone/,
    ],
    [
      'with its folder',
      ignored('data/raw.csv.dvc', '/data/'),
      String.raw`sed -i '/^\/data\/$/d' .gitignore && git add -- .gitignore data/raw.csv.dvc`,
      /pattern `\/data\/`/,
    ],
    [
      'a lock',
      ignored('dvc.lock', 'dvc.lock'),
      String.raw`printf '\n%s\n' '!dvc.lock' >> .gitignore && git add -- .gitignore dvc.lock`,
      /DVC stops at it/,
    ],
    [
      'by a deeper file of patterns',
      ignored('data/raw.csv.dvc', '*.dvc', { source: 'data/.gitignore' }),
      String.raw`printf '\n%s\n' '!*.dvc' >> data/.gitignore && git add -- data/.gitignore data/raw.csv.dvc`,
      /\(data\/\.gitignore, line 3\)/,
    ],
    [
      'though Git has it',
      ignored('x.dvc', '*.dvc', { tracked: true }),
      String.raw`printf '\n%s\n' '!*.dvc' >> .gitignore && git add -- .gitignore x.dvc`,
      /is in Git but ignored/,
    ],
  ])('dvc-file-ignored finds a file that is ignored %s', (_, input, fix, message) => {
    const findings = found('dvc-file-ignored', input)
    expect(findings).toMatchObject([{ severity: 'error', fix }])
    expect(findings[0]?.message).toMatch(message)
  })

  test.each([
    '.venv/lib/python3/site-packages/x/a.dvc',
    'node_modules/x/dvc.yaml',
    '.dvc/tmp/exps/abc/dvc.lock',
    'ml/.dvc/tmp/x.dvc',
    'plots/inside.dvc',
  ])('dvc-file-ignored finds nothing for %s', (path) => {
    expect(found('dvc-file-ignored', withTrain(ignored(path, '*')))).toEqual([])
  })
})

describe('virtual-environment-in-git and cache-in-git', () => {
  test('a virtual environment of any name gives one finding, recognized by its files', () => {
    expect(
      found('virtual-environment-in-git', {
        tracked: ['env/pyvenv.cfg', 'env/bin/python', 'env/lib/python3/site-packages/a.py', 'src/env/config.py'],
      }),
    ).toMatchObject([
      {
        path: 'env',
        severity: 'warning',
        message: expect.stringContaining('(3 files)') as unknown,
        fix: String.raw`git rm -r --cached --quiet -- env && printf '\n%s\n' /env/ >> .gitignore && git add -- .gitignore`,
      },
    ])
    expect(
      found('virtual-environment-in-git', { tracked: ['tools/node_modules/a/index.js', 'web/.venv/x'] }).map(
        ({ path }) => path,
      ),
    ).toEqual(['tools/node_modules', 'web/.venv'])
  })

  test('folders that only have the name of an environment, and packages of an action, are no finding', () => {
    expect(
      found('virtual-environment-in-git', {
        tracked: ['env/params.yaml', 'venv/README.md', '.github/actions/x/node_modules/a.js', 'site-packages.md'],
      }),
    ).toEqual([])
  })

  test('caches give one finding for each kind', () => {
    const findings = found('cache-in-git', {
      tracked: [
        'src/__pycache__/a.pyc',
        'src/__pycache__/b.pyc',
        'tests/__pycache__/c.pyc',
        'old.pyc',
        '.ipynb_checkpoints/x.ipynb',
        '.dvc/cache/files/md5/00/11',
        '.dvc/tmp/lock',
        '.venv/__pycache__/z.pyc',
      ],
    })
    expect(findings.map(({ path, fix }) => [path, fix])).toEqual([
      [
        '.dvc/cache',
        String.raw`git rm -r --cached --quiet -- .dvc/cache && printf '\n%s\n' /.dvc/cache/ >> .gitignore && git add -- .gitignore`,
      ],
      [
        '.dvc/tmp',
        String.raw`git rm -r --cached --quiet -- .dvc/tmp && printf '\n%s\n' /.dvc/tmp/ >> .gitignore && git add -- .gitignore`,
      ],
      [
        '.ipynb_checkpoints',
        String.raw`git rm -r --cached --quiet -- .ipynb_checkpoints && printf '\n%s\n' .ipynb_checkpoints/ >> .gitignore && git add -- .gitignore`,
      ],
      [
        'old.pyc',
        String.raw`git rm -r --cached --quiet -- ':(glob)**/*.py[co]' && printf '\n%s\n' '*.py[co]' >> .gitignore && git add -- .gitignore`,
      ],
      [
        'src/__pycache__',
        String.raw`git rm -r --cached --quiet -- ':(glob)**/__pycache__/**' && printf '\n%s\n' __pycache__/ >> .gitignore && git add -- .gitignore`,
      ],
    ])
    expect(
      found('cache-in-git', { tracked: ['cache/data.csv', 'pycache.py', '.dvc/plots/confusion.json', 'src/cache.py'] }),
    ).toEqual([])
  })
})

describe('notebook-outputs', () => {
  const notebook = (...outputs: string[]) =>
    JSON.stringify({
      cells: [
        { cell_type: 'markdown', source: 'x'.repeat(500_000) },
        ...outputs.map((text) => ({
          cell_type: 'code',
          outputs: text === '' ? [] : [{ data: { 'image/png': text } }],
        })),
      ],
    })

  test('notebooks with large outputs are reported with the size', () => {
    expect(
      found('notebook-outputs', { texts: { 'explore.ipynb': notebook('a'.repeat(90_000), 'b'.repeat(60_000), '') } }),
    ).toMatchObject([
      {
        path: 'explore.ipynb',
        severity: 'warning',
        message: expect.stringMatching(/150 kB of outputs in 2 cells/) as unknown,
        fix: 'jupyter nbconvert --clear-output --inplace explore.ipynb && git add -- explore.ipynb',
      },
    ])
  })

  test.each<[string, string]>([
    ['small ones', notebook('a'.repeat(50_000))],
    ['none', notebook('')],
    ['no notebook', '[1, 2'],
    ['another JSON', '{"cells": {"x": 1}}'],
  ])('notebook-outputs finds nothing in %s', (_, text) => {
    expect(found('notebook-outputs', { texts: { 'a.ipynb': text } })).toEqual([])
  })

  test('a notebook outside of Git is no finding', () => {
    expect(
      found('notebook-outputs', { texts: { 'a.ipynb': notebook('a'.repeat(200_000)) }, untracked: ['a.ipynb'] }),
    ).toEqual([])
  })
})

describe('absolute-path', () => {
  test('in a stage, in a loop, with options, in a .dvc file', () => {
    const files = {
      'dvc.yaml':
        'stages:\n  a:\n    cmd: cat /etc/hosts > x\n    wdir: /srv/project\n    deps:\n    - /data/raw.csv\n    - src/a.py\n    outs:\n    - C:\\out\\model.pkl:\n        cache: false\n        desc: /not/a/path\n  b:\n    foreach: [/x]\n    do:\n      cmd: y ${item}\n      deps: [~/raw, "${item}", s3://b/k]\n    params:\n    - /etc/params.yaml:\n      - /x\n',
      'd.dvc': 'deps:\n- path: /mnt/share/x.csv\nouts:\n- path: x.csv\n  desc: /y\n',
    }
    expect(
      found('absolute-path', { files }).map(({ path, line, severity, fix }) => [path, line, severity, fix]),
    ).toEqual([
      ['d.dvc', 2, 'warning', undefined],
      ['dvc.yaml', 4, 'warning', undefined],
      // The paths of this stage start in its own folder.
      ['dvc.yaml', 6, 'warning', undefined],
      ['dvc.yaml', 9, 'warning', undefined],
      [
        'dvc.yaml',
        16,
        'warning',
        String.raw`cp -r ~/raw raw && dvc add raw && sed -i 's/~\/raw/raw/g' dvc.yaml && dvc repro b && git add -- raw.dvc .gitignore dvc.yaml dvc.lock`,
      ],
      ['dvc.yaml', 18, 'warning', undefined],
    ])
  })
})

test('local-remote reports remotes that are folders which the runner does not have', () => {
  expect(found('local-remote', { absentFolders: [{ remote: 'storage', url: '/home/alice/storage' }] })).toMatchObject([
    { path: '.dvc/config', severity: 'warning', fix: 'dvc remote modify storage url s3://BUCKET/PATH' },
  ])
  const texts = { '.dvc/config': `[core]\n    remote = storage\n['remote "storage"']\n    url = /home/alice/storage\n` }
  expect(
    found('local-remote', { texts, absentFolders: [{ remote: 'storage', url: '/home/alice/storage' }] }),
  ).toMatchObject([{ path: '.dvc/config', line: 4 }])
  expect(found('local-remote', { absentFolders: [] })).toEqual([])
  expect(found('local-remote', {})).toEqual([])
})

describe('uncommitted-file', () => {
  test('uncommitted-file reports files that the project needs', () => {
    const untracked = [
      'params.yaml',
      'requirements.txt',
      'requirements-dev.txt',
      '.dvcignore',
      'MLproject',
      'notes.md',
      'sub/requirements.txt',
      'conf/a.json',
    ]
    const uses = stage('a', { deps: [{ kind: 'params', path: 'conf/a.json', names: [], locked: {} }] })
    expect(
      found('uncommitted-file', { untracked, project: project([uses]) }).map(({ path, fix, severity }) => [
        path,
        fix,
        severity,
      ]),
    ).toEqual(
      ['.dvcignore', 'MLproject', 'conf/a.json', 'params.yaml', 'requirements-dev.txt', 'requirements.txt'].map(
        (path) => [path, `git add -- ${path}`, 'warning'],
      ),
    )
  })

  test('an ignored parameter file is a finding, and an ignored list of requirements is none', () => {
    expect(
      found('uncommitted-file', {
        ignored: ['params.yaml', 'requirements.txt'],
        present: ['params.yaml', 'requirements.txt'],
      }),
    ).toMatchObject([
      {
        path: 'params.yaml',
        fix: 'git add --force -- params.yaml',
        message: expect.stringContaining('which ignores it') as unknown,
      },
    ])
  })

  test('uncommitted-file ignores files that are committed, absent, or outputs of a stage', () => {
    expect(found('uncommitted-file', { tracked: ['params.yaml', 'requirements.txt'] })).toEqual([])
    const made = project([stage('a', { outs: [out('params.yaml')] })])
    expect(found('uncommitted-file', { project: made, ignored: ['params.yaml'], present: ['params.yaml'] })).toEqual([])
  })
})

describe('skip-ci-in-pull-request', () => {
  const pull = (title: string, body = '', ...messages: string[]) =>
    found('skip-ci-in-pull-request', {
      pullRequest: { title, body, commits: messages.map((message, n) => ({ sha: `${n}`.repeat(40), message })) },
    })

  test.each([
    ['Fix [skip ci]', '', 'The title has [skip ci]'],
    ['Fix', 'because\n[CI Skip]', 'The description has [CI Skip]'],
    ['Fix [no ci] and [actions skip]', '', 'The title has [no ci]'],
    ['x', 'y\n\n\nskip-checks: true', 'skip-checks: true'],
  ])('skip-ci-in-pull-request finds the marker in %s / %j', (title, body, message) => {
    expect(pull(title, body)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining(message) as unknown },
    ])
    expect(pull(title, body)[0]).not.toHaveProperty('path')
  })

  test('a skip marker in several commits gives one finding that names the first commit', () => {
    expect(pull('Fix', '', 'one', 'two\n\n[skip actions]', 'three [skip ci]')).toMatchObject([
      {
        message: expect.stringMatching(/^The message of 1111111 \(and 1 more\) has \[skip actions\]/) as unknown,
        fix: 'git rebase --interactive 1111111~1',
      },
    ])
  })

  test.each([
    ['Document skip ci', 'use skip ci or skip-checks: true here', ''],
    ['[skip] ci', '', ''],
    ['', '', ''],
  ])('skip-ci-in-pull-request finds nothing in %j', (title, body, message) => {
    expect(pull(title, body, message)).toEqual([])
    expect(found('skip-ci-in-pull-request', {})).toEqual([])
  })
})

test('a clean project has no finding, and a rule that is off finds nothing', () => {
  expect(lint(lintInput(), [])).toEqual([])
  const wrong = lintInput({ tracked: { 'a.csv': 9 * MIB, 'm.pkl': MIB } })
  expect(lint(wrong, []).map(({ rule }) => rule)).toEqual(['large-file', 'binary-data'])
  expect(lint(wrong, ['large-file']).map(({ rule }) => rule)).toEqual(['binary-data'])
  expect(lint(wrong, RULE_NAMES)).toEqual([])
})

test('the severities of the rules are as documented', () => {
  expect(RULE_NAMES.filter((name) => RULES[name].severity === 'error').sort()).toEqual([
    'card-broken',
    'conflict-markers',
    'credentials-in-config',
    'credentials-in-params',
    'credentials-in-url',
    'dvc-file-ignored',
    'lock-missing',
    'lock-not-committed',
    'lock-out-of-step',
    'output-in-git',
    'output-nowhere',
  ])
})
