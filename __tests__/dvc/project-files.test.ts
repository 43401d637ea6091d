import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findDvcRoot, remoteSchemes } from '../../src/dvc/dvc-root.js'
import { declaredName } from '../../src/dvc/file-paths.js'
import { type FileKind, hasTooManyAliases, kindOf, parseProjectFile } from '../../src/dvc/project-file.js'
import { ConflictMarks, loadProjectFiles } from '../../src/dvc/project-files.js'
import { valueFiles } from '../../src/dvc/value-files.js'
import { stageLines } from '../../src/dvc/yaml-lines.js'
import { SetupError } from '../../src/errors/errors.js'
import { isInside } from '../../src/run/real-path.js'
import { lineOfKeys } from '../../src/text/yaml-lines.js'

const directories: string[] = []
let root = ''

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'dvc-ci-files-')))
  directories.push(root)
  await mkdir(join(root, '.dvc'))
})
afterAll(async () => {
  await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })))
})

/** Writes the files and loads them as a project whose working directory is `at`. */
async function load(files: Record<string, string>, at = ''): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  const loaded = await loadProjectFiles(join(root, at), root, Object.keys(files))
  return loaded.map(({ path }) => path)
}

async function refusal(files: Record<string, string>): Promise<SetupError | ConflictMarks> {
  const error = await load(files).catch((cause: unknown) => cause)
  if (!(error instanceof SetupError || error instanceof ConflictMarks))
    throw new Error(`not rejected: ${String(error)}`)
  return error
}

const PIPELINE = 'stages:\n  train:\n    cmd: python train.py\n    deps: [data.csv]\n    outs: [model.pkl]\n'
const LOCK = `schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: data.csv
      hash: md5
      md5: 7aa78abef4b76eeccf2602ac52964964
      size: 590
    outs:
    - path: model.pkl
      hash: md5
      md5: 269bdf4f24b85994750f67266fa24233
      size: 10
`
const DATA = 'outs:\n- md5: 7aa78abef4b76eeccf2602ac52964964\n  size: 590\n  hash: md5\n  path: data.csv\n'
const WHOLE = { 'dvc.yaml': PIPELINE, 'dvc.lock': LOCK, 'data.csv.dvc': DATA }

/** Nine levels of ten aliases: expanded, they are a thousand million values. */
const BOMB = `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(',')}]`).join('\n')}\n`

test('the kind of a DVC file follows from its name', () => {
  const kinds = [
    'dvc.yaml',
    'sub/dvc.lock',
    'data/raw.csv.dvc',
    '.dvc',
    'sub/.dvc',
    'dvc.yml',
    'params.yaml',
    'a.dvc/b',
  ].map(kindOf)
  expect(kinds).toEqual(['pipeline', 'lock', 'data', undefined, undefined, undefined, undefined, undefined])
})

test('loading a project reads its DVC files and ignores other files', async () => {
  await expect(load({ ...WHOLE, 'README.md': '# hi', 'params.yaml': 'lr: 1\n' })).resolves.toEqual([
    'data.csv.dvc',
    'dvc.lock',
    'dvc.yaml',
  ])
})

describe('loading a project with a faulty DVC file', () => {
  const cases: [string, Record<string, string>, { path: string; line?: number; message: RegExp; remedy: RegExp }][] = [
    [
      'an empty dvc.yaml',
      { 'dvc.yaml': '' },
      { path: 'dvc.yaml', line: 1, message: /it is empty/, remedy: /dvc stage add/ },
    ],
    [
      'a dvc.yaml with only a comment',
      { 'dvc.yaml': '# later\n' },
      { path: 'dvc.yaml', line: 1, message: /it is empty/, remedy: /dvc stage add/ },
    ],
    [
      'a dvc.yaml with an empty key `stages`',
      { ...WHOLE, 'dvc.yaml': 'vars: [{a: 1}]\nstages:\n' },
      { path: 'dvc.yaml', line: 2, message: /`stages` is empty/, remedy: /dvc stage add/ },
    ],
    [
      'a dvc.yaml with an empty mapping of stages',
      { ...WHOLE, 'dvc.yaml': 'stages: {}\n' },
      { path: 'dvc.yaml', line: 1, message: /declares no stage, metric, plot or artifact/, remedy: /delete the file/ },
    ],
    [
      'a dvc.yaml with only vars',
      { ...WHOLE, 'dvc.yaml': 'vars: [{a: 1}]\n' },
      { path: 'dvc.yaml', line: 1, message: /declares no stage, metric, plot or artifact/, remedy: /dvc stage add/ },
    ],
    [
      'a dvc.yaml with a list of stages',
      { 'dvc.yaml': '\nstages:\n  - train\n' },
      { path: 'dvc.yaml', line: 2, message: /must be a mapping of names to stages, not a list/, remedy: /a name/ },
    ],
    [
      'a dvc.yaml that is a list',
      { 'dvc.yaml': '- a\n' },
      { path: 'dvc.yaml', line: 1, message: /not a list/, remedy: /dvc stage list/ },
    ],
    [
      'a dvc.yaml that is not YAML',
      { 'dvc.yaml': 'stages:\n  a: [1, 2\n  b: c\n' },
      { path: 'dvc.yaml', line: 3, message: /line 3: it is not YAML/, remedy: /Fix that line/ },
    ],
    [
      'a dvc.yaml with tabs',
      { 'dvc.yaml': 'stages:\n\ttrain:\n\t\tcmd: a\n' },
      { path: 'dvc.yaml', line: 2, message: /tabs/, remedy: /Indent with spaces/ },
    ],
    [
      'a dvc.yaml with two stages of one name',
      { 'dvc.yaml': 'stages:\n  a:\n    cmd: x\n  a:\n    cmd: y\n' },
      { path: 'dvc.yaml', line: 4, message: /'a' appears twice/, remedy: /Rename/ },
    ],
    [
      'conflict markers in dvc.yaml',
      { 'dvc.yaml': '<<<<<<< HEAD\nstages:\n=======\n>>>>>>> other\n' },
      { path: 'dvc.yaml', line: 1, message: /conflict/, remedy: /dvc repro/ },
    ],
    [
      'conflict markers in dvc.lock',
      { ...WHOLE, 'dvc.lock': LOCK.replace('  train', '<<<<<<< HEAD\n  train') },
      { path: 'dvc.lock', line: 3, message: /conflict/, remedy: /dvc-ci resolve dvc\.lock.*dvc repro/ },
    ],
    [
      'the last marker of a conflict alone, with CRLF',
      { ...WHOLE, 'data.csv.dvc': `${DATA}>>>>>>>\r\n` },
      { path: 'data.csv.dvc', line: 6, message: /conflict/, remedy: /dvc pull --force data\.csv\.dvc/ },
    ],
    [
      'too many aliases in dvc.yaml',
      { 'dvc.yaml': `${BOMB}stages:\n  a:\n    cmd: x\n` },
      { path: 'dvc.yaml', line: 1, message: /aliases multiply/, remedy: /Write the values without aliases/ },
    ],
    [
      'too many aliases in params.yaml',
      { ...WHOLE, 'params.yaml': BOMB },
      { path: 'params.yaml', line: 1, message: /aliases multiply/, remedy: /Write the values without aliases/ },
    ],
    [
      'too many aliases in a file of vars',
      { ...WHOLE, 'dvc.yaml': `vars: ["conf/a.yaml:x"]\n${PIPELINE}`, 'conf/a.yaml': BOMB },
      { path: 'conf/a.yaml', line: 1, message: /aliases/, remedy: /Write/ },
    ],
    [
      'an alias without an anchor',
      { 'dvc.yaml': 'stages:\n  a:\n    cmd: x\n    deps: *shared\n' },
      { path: 'dvc.yaml', line: 4, message: /\*shared has no anchor/, remedy: /Define &shared first/ },
    ],
    [
      'an empty dvc.lock',
      { ...WHOLE, 'dvc.lock': '' },
      { path: 'dvc.lock', line: 1, message: /empty/, remedy: /git log -- dvc\.lock.*dvc repro/ },
    ],
    [
      'a dvc.lock that was cut off in the middle of a line',
      { ...WHOLE, 'dvc.lock': LOCK.slice(0, -30) },
      {
        path: 'dvc.lock',
        message: /dvc\.lock, line \d+: it ends in the middle of a line: its end is missing/,
        remedy: /`git log -- dvc\.lock`.*dvc repro/,
      },
    ],
    [
      'a dvc.lock of another schema',
      { ...WHOLE, 'dvc.lock': LOCK.replace("'2.0'", "'3.0'") },
      { path: 'dvc.lock', line: 1, message: /the schema "3\.0"/, remedy: /rm dvc\.lock && dvc repro/ },
    ],
    [
      'a dvc.lock without a schema',
      { ...WHOLE, 'dvc.lock': LOCK.replace("schema: '2.0'\n", '') },
      { path: 'dvc.lock', line: 1, message: /no schema/, remedy: /schema: '2\.0'/ },
    ],
    [
      'a dvc.lock of DVC 1',
      { ...WHOLE, 'dvc.lock': LOCK.replace(/^schema: .*\nstages:\n/, '').replace(/^ {2}/gm, '') },
      {
        path: 'dvc.lock',
        line: 1,
        message: /the form of DVC 1/,
        remedy: /rm dvc\.lock && dvc repro.*dvc commit --force/,
      },
    ],
    [
      'a dvc.lock with a list of stages',
      { ...WHOLE, 'dvc.lock': "schema: '2.0'\nstages: [a]\n" },
      { path: 'dvc.lock', line: 2, message: /must be a mapping/, remedy: /dvc repro/ },
    ],
    [
      'a dvc.lock with only its schema',
      { ...WHOLE, 'dvc.lock': "schema: '2.0'\n" },
      { path: 'dvc.lock', line: 1, message: /its end is missing/, remedy: /dvc repro/ },
    ],
    [
      'an output of dvc.lock above the repository',
      { ...WHOLE, 'dvc.lock': LOCK.replace('path: model.pkl', 'path: ../../model.pkl') },
      {
        path: 'dvc.lock',
        line: 11,
        message: /\.\.\/\.\.\/model\.pkl of train leaves the repository/,
        remedy: /inside the repository/,
      },
    ],
    [
      'an absolute path in dvc.lock',
      { ...WHOLE, 'dvc.lock': LOCK.replace('path: model.pkl', 'path: /etc/passwd') },
      { path: 'dvc.lock', line: 11, message: /\/etc\/passwd/, remedy: /inside/ },
    ],
    [
      'a dependency that no dvc.yaml names',
      { ...WHOLE, 'dvc.lock': LOCK.replace('path: data.csv', 'path: ../secret') },
      { path: 'dvc.lock', line: 6, message: /\.\.\/secret of train leaves/, remedy: /inside/ },
    ],
    [
      'a path in place of a hash',
      { ...WHOLE, 'dvc.lock': LOCK.replace('md5: 269bdf4f24b85994750f67266fa24233', 'md5: ../../../etc/passwd') },
      { path: 'dvc.lock', line: 11, message: /not an MD5/, remedy: /dvc repro/ },
    ],
    [
      'a number in place of a hash',
      {
        ...WHOLE,
        'data.csv.dvc': DATA.replace('7aa78abef4b76eeccf2602ac52964964', '12345678901234567890123456789012'),
      },
      { path: 'data.csv.dvc', line: 5, message: /not an MD5/, remedy: /dvc add/ },
    ],
    [
      'a short hash',
      { ...WHOLE, 'data.csv.dvc': DATA.replace('7aa78abef4b76eeccf2602ac52964964', '7aa78') },
      { path: 'data.csv.dvc', line: 5, message: /"7aa78", which is not an MD5/, remedy: /dvc add/ },
    ],
    [
      'a .dvc file with an output outside the repository',
      { ...WHOLE, 'data.csv.dvc': DATA.replace('path: data.csv', 'path: ../data.csv') },
      { path: 'data.csv.dvc', line: 5, message: /leaves the repository/, remedy: /dvc add/ },
    ],
    [
      'a .dvc file with a wdir outside the repository',
      { ...WHOLE, 'data.csv.dvc': `${DATA}wdir: ../..\n` },
      { path: 'data.csv.dvc', line: 5, message: /leaves/, remedy: /dvc add/ },
    ],
    [
      'a file outside its directory',
      { ...WHOLE, 'data.csv.dvc': 'outs:\n- path: data\n  files:\n  - relpath: ../evil\n    size: 1\n' },
      { path: 'data.csv.dvc', line: 2, message: /"\.\.\/evil", which is outside/, remedy: /dvc add/ },
    ],
    [
      'an empty .dvc file',
      { ...WHOLE, 'data.csv.dvc': '\n' },
      { path: 'data.csv.dvc', line: 1, message: /empty/, remedy: /dvc add/ },
    ],
  ]
  test.each(cases)('loading rejects %s, with its line and a remedy', async (_, files, expected) => {
    const error = await refusal(files)
    expect(error.details).toMatchObject({
      path: expected.path,
      key: expected.path,
      ...(expected.line === undefined ? {} : { line: expected.line }),
    })
    expect(error.message).toMatch(expected.message)
    expect(error.message).toContain(expected.path)
    expect(error.text).toMatch(expected.remedy)
  })

  test('loading reports all faulty files in one message', async () => {
    const error = await refusal({ 'dvc.yaml': '', 'dvc.lock': '', 'a.dvc': '- b\n' })
    expect(error.text.split('\n').map((line) => line.split(',')[0])).toEqual(['a.dvc', 'dvc.lock', 'dvc.yaml'])
    expect(error.details.path).toBe('a.dvc')
  })

  test('conflict marks alone are a fault of the commit, and beside another problem the set-up is wrong too', async () => {
    const marked = '<<<<<<< a\nouts: []\n'
    const both = await refusal({ 'a.csv.dvc': marked, 'b.csv.dvc': marked })
    expect([both.id, both.exitCode, both instanceof ConflictMarks && both.paths]).toEqual([
      'lint-failed',
      1,
      ['a.csv.dvc', 'b.csv.dvc'],
    ])
    const mixed = await refusal({ 'a.csv.dvc': marked, 'b.csv.dvc': 'outs: [\n' })
    expect([mixed.id, mixed.exitCode]).toEqual(['dvc-file-invalid', 2])
    expect(mixed.message).toMatch(/a\.csv\.dvc, line 1: it contains Git conflict markers[^]*b\.csv\.dvc/)
  })

  test('loading rejects a folder without a dvc.yaml and a .dvc file', async () => {
    const error = await refusal({ 'dvc.lock': LOCK })
    expect(error.text).toMatch(/neither a dvc\.yaml nor a \.dvc file.*`dvc add`.*working-directory/)
    expect(error.details).toMatchObject({ key: 'working-directory', value: root })
  })
})

describe('loading a valid project', () => {
  test.each<[string, Record<string, string>]>([
    [
      'a stage with a wdir and an output outside that wdir',
      {
        'dvc.yaml': PIPELINE.replace('    cmd', '    wdir: src\n    cmd').replace('[model.pkl]', '[../model.pkl]'),
        'dvc.lock': LOCK.replace('path: model.pkl', 'path: ../model.pkl'),
      },
    ],
    [
      'a stage whose wdir is a template',
      {
        'dvc.yaml': PIPELINE.replace('    cmd', '    wdir: ${dir}\n    cmd'),
        'dvc.lock': LOCK.replace('path: model.pkl', 'path: ../../model.pkl'),
      },
    ],
    [
      'a dependency outside the repository that dvc.yaml names',
      {
        'dvc.yaml': PIPELINE.replace('[data.csv]', '[/mnt/data.csv]'),
        'dvc.lock': LOCK.replace('path: data.csv', 'path: /mnt/data.csv'),
      },
    ],
    [
      'a dependency in cloud storage',
      { 'dvc.yaml': PIPELINE, 'dvc.lock': LOCK.replace('path: data.csv', 'path: s3://bucket/data.csv') },
    ],
    [
      'an output that is a directory',
      { 'data.csv.dvc': DATA.replace('7aa78abef4b76eeccf2602ac52964964', '7aa78abef4b76eeccf2602ac52964964.dir') },
    ],
    ['an import from another repository', { 'x.dvc': `frozen: true\ndeps:\n- path: ../../elsewhere/x\n${DATA}` }],
    ['a dvc.yaml with only top-level metrics', { 'dvc.yaml': 'metrics: [metrics.json]\n' }],
    [
      'a dvc.yaml with some aliases',
      { 'dvc.yaml': `x: &deps [a, b]\nstages:\n  one: {cmd: a, deps: *deps}\n  two: {cmd: b, deps: *deps}\n` },
    ],
    [
      'a line of equals signs in a text',
      { 'dvc.yaml': 'stages:\n  a:\n    cmd: x\n    desc: |\n      Title\n      =======\n' },
    ],
    [
      'a dvc.lock with datasets',
      {
        'dvc.yaml': 'datasets: [{name: a, type: dvc, url: x, path: y}]\n',
        'dvc.lock': "schema: '2.0'\ndatasets:\n- name: a\n",
      },
    ],
    [
      'files with CRLF',
      Object.fromEntries(Object.entries(WHOLE).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')])),
    ],
  ])('loading accepts %s', async (_, files) => {
    await expect(load(files)).resolves.toEqual(
      Object.keys(files)
        .filter((path) => kindOf(path))
        .sort(),
    )
  })

  test('loading takes paths relative to the working directory', async () => {
    await expect(load({ '../dvc.lock': '' }, '')).rejects.toThrow(SetupError)
    await expect(loadProjectFiles(join(root, 'sub'), root, ['missing/dvc.yaml'])).rejects.toThrow(/neither/)
  })
})

test('a dvc.lock that ends in the middle of a line, or with a path without a hash, is never complete', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: LOCK.length - 1 }), (length) => {
      const text = LOCK.slice(0, length)
      fc.pre(!text.endsWith('\n') || /- path:.*\n$/.test(text))
      expect(parseProjectFile('dvc.lock', 'lock', text)).toHaveProperty('problem.path', 'dvc.lock')
    }),
  )
})

test('parsing a DVC file never throws', () => {
  const piece = fc.constantFrom(
    'stages:',
    'schema: "2.0"',
    '\n',
    '  ',
    '- ',
    'path: a',
    ': ',
    '&x ',
    '*x',
    '{',
    '[',
    '"',
    '\t',
    '<<: ',
    '? ',
    '!!str ',
    '#',
    '%YAML 1.1\n',
    '---\n',
    '\u0000',
    '☃',
  )
  fc.assert(
    fc.property(
      fc.constantFrom<FileKind>('pipeline', 'lock', 'data'),
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }),
      (kind, pieces) => {
        const parsed = parseProjectFile('x', kind, pieces.join(''))
        if ('problem' in parsed) expect(parsed.problem.message.startsWith('x')).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})

test('the alias limit accepts 3,000 plain aliases and rejects nested ones', () => {
  const plain = `base: &base {lr: 1, batch: 2}\nruns:\n${Array.from({ length: 3_000 }, (_, run) => `  run${run}: *base`).join('\n')}\n`
  expect([
    hasTooManyAliases(plain),
    hasTooManyAliases(BOMB),
    hasTooManyAliases('a: b && c * d\n'),
    hasTooManyAliases('&broken: [*'),
  ]).toEqual([false, true, false, false])
})

test('value files are the params.yaml beside dvc.yaml and the files in vars and params', () => {
  const data = {
    vars: ['conf/a.yaml:x,y', { inline: 1 }, 'b.json'],
    stages: {
      one: { cmd: 'x', wdir: 'src', params: ['lr', { 'model.yaml': ['depth'] }], vars: ['c.yml'] },
      many: { foreach: [1], do: { cmd: 'x', params: [{ '${file}.yaml': null }, { 'p.yaml': null }] } },
    },
  }
  expect(valueFiles([{ path: 'sub/dvc.yaml', kind: 'pipeline', text: '', data }])).toEqual([
    'sub/conf/a.yaml',
    'sub/p.yaml',
    'sub/params.yaml',
    'sub/src/c.yml',
    'sub/src/model.yaml',
    'sub/src/params.yaml',
  ])
})

test('a stage or key of a YAML text has its line', () => {
  const text = '# top\nvars: []\nstages:\n\n  "train":\n    matrix: {m: [a, b]}\n    cmd: x\n  eval: {cmd: y}\n'
  expect(Object.fromEntries(stageLines(text))).toEqual({ train: 5, eval: 8 })
  expect(lineOfKeys(text, ['stages', 'train', 'cmd'])).toBe(7)
  expect(lineOfKeys(text, ['stages', 'train', 'cmd', 'deeper'])).toBe(7)
  expect(lineOfKeys(text, ['stages', 'other'])).toBe(3)
  expect(lineOfKeys(text, ['nothing'])).toBeUndefined()
  expect(stageLines('{')).toEqual(new Map())
})

test("DVC's full name of a stage gives its name in dvc.yaml", () => {
  expect(['train', 'train@a-1', 'sub/dvc.yaml:train@a', 'a b/dvc.yaml:x'].map(declaredName)).toEqual([
    'train',
    'train',
    'train',
    'x',
  ])
})

test('a path is inside a root by whole folder names', () => {
  expect(
    [
      ['/a', '/a'],
      ['/a', '/a/b'],
      ['/a', '/ab'],
      ['/a', '/'],
      ['/a', '/a/..b'],
      ['/a', '/b'],
    ].map(([one, other]) => isInside(one ?? '', other ?? '')),
  ).toEqual([true, true, false, false, true, false])
})

test('the DVC root is the nearest folder with .dvc, not above the repository', async () => {
  await mkdir(join(root, 'sub/deep'), { recursive: true })
  await mkdir(join(root, 'sub/own/.dvc'), { recursive: true })
  await writeFile(join(root, 'sub/.dvc'), 'a file')
  expect([
    await findDvcRoot(join(root, 'sub/deep'), root),
    await findDvcRoot(join(root, 'sub/own'), root),
    await findDvcRoot(join(root, 'sub/deep'), join(root, 'sub')),
  ]).toEqual([root, join(root, 'sub/own'), undefined])
})

test('the schemes of the remotes come from both configuration files', async () => {
  await writeFile(
    join(root, '.dvc/config'),
    '[core]\n    remote = a\n[\'remote "a"\']\n    url = s3://bucket/x\n[\'remote "b"\']\n    url = ../storage\n',
  )
  await writeFile(join(root, '.dvc/config.local'), '[\'remote "c"\']\n    url = "SSH://host/x"\n')
  expect((await remoteSchemes(root)).sort()).toEqual(['', 's3', 'ssh'])
  expect(await remoteSchemes(join(root, 'nowhere'))).toEqual([])
})
