import { renderComment } from '../../src/report/comment.js'
import { driftText } from '../../src/report/drift.js'
import { changesText, type EnvironmentReport, environmentFact } from '../../src/report/environment-report.js'
import { parseForeignReport } from '../../src/report/foreign-report.js'
import { headlineOf } from '../../src/report/headline.js'
import { renderPage } from '../../src/report/html/page.js'
import { identityOf } from '../../src/report/identity.js'
import { emptyReport, type MetricReport, type Report } from '../../src/report/report.js'
import { reproducedFact } from '../../src/report/reproduced.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { parseReport } from '../../src/report/whole-report.js'

const HASH = 'c'.repeat(40)
const BUILD = 'd'.repeat(40)
const NUMPY = { name: 'numpy', value: '2.2.0', baseline: '2.1.0' }

function environment(parts: Partial<EnvironmentReport> = {}): EnvironmentReport {
  return {
    python: '3.12.1',
    packages: { numpy: '2.2.0' },
    system: 'Ubuntu 24.04, x64',
    cpu: '4 × Xeon',
    gpu: ['NVIDIA A10, driver 550.54'],
    lock_files: [{ path: 'uv.lock', hash: 'e'.repeat(64) }],
    hash: HASH,
    ...parts,
  }
}

function report(parts: Partial<Report>): Report {
  return {
    ...emptyReport('validate', { sha: 'a'.repeat(40), ref: 'main', event: 'push', trusted: true }),
    conclusion: 'success',
    message: 'Nothing to reproduce.',
    ...parts,
  }
}

describe('the difference from the last build', () => {
  const baseline = { sha: BUILD, hash: 'f'.repeat(40) }
  const changed = [
    NUMPY,
    { name: 'scipy', value: '1.15', baseline: null },
    { name: 'six', value: null, baseline: '1.0' },
  ]

  test('is one line, whose other packages are counted', () => {
    expect(environmentFact(environment({ baseline, changed }))).toBe(
      'environment: numpy 2.1.0 → 2.2.0, +scipy 1.15, -six',
    )
    expect(changesText([...changed, NUMPY, NUMPY])).toBe('numpy 2.1.0 → 2.2.0, +scipy 1.15, -six and 2 more')
  })

  test('is silent where nothing differs or no build is known, and honest where the packages are not known', () => {
    for (const same of [
      undefined,
      environment(),
      environment({ baseline: { sha: BUILD } }),
      environment({ baseline: { sha: BUILD, hash: HASH }, changed: [] }),
    ])
      expect(environmentFact(same)).toBe('')
    expect(environmentFact(environment({ baseline }))).toBe(
      'environment: it differs from that of the build ddddddd, in packages that are not known',
    )
  })

  test('is on every surface, with its table', () => {
    const differing = report({ environment: environment({ baseline, changed }) })
    expect(headlineOf(differing).facts).toContain('environment: numpy 2.1.0 → 2.2.0, +scipy 1.15, -six')
    expect(renderTerminal(differing)).toMatch(/Environment\n.*\n +numpy +2\.2\.0 +2\.1\.0\n +scipy +1\.15 +absent\n/)
    expect(renderComment(differing, { project: '' })).toContain('<b>Environment</b>: 3 changed')
    const page = renderPage(differing, { assets: { style: '', script: '', charts: '' }, version: '1' })
    expect(page).toContain('Python 3.12.1 with 1 package')
    expect(page).toContain('NVIDIA A10, driver 550.54')
  })

  test('from a hostile package is text', () => {
    const name = '<img src=x>@org/team|`[a](https://evil.example)'
    const hostile = report({ environment: environment({ baseline, changed: [{ ...NUMPY, name }] }) })
    const comment = renderComment(hostile, { project: '' })
    expect(comment).not.toContain('<img')
    expect(comment).not.toMatch(/(?<![\w;])@org/)
    expect(renderPage(hostile, { assets: { style: '', script: '', charts: '' }, version: '1' })).not.toContain(
      '<img src=x',
    )
  })
})

test('the identity of a run names what it ran with, as far as it is known', () => {
  const line = (of: EnvironmentReport) =>
    identityOf(report({ environment: of }))
      .find(({ label }) => label === 'Environment')
      ?.parts.map(({ text }) => text)
  expect(line(environment())).toEqual([
    'Python 3.12.1 with 1 package',
    'Ubuntu 24.04, x64',
    '4 × Xeon',
    'NVIDIA A10, driver 550.54',
    'ccccccc',
  ])
  expect(line({ packages: {}, system: 'Linux 6.1, x64', lock_files: [], hash: HASH, container: 'a@b' })).toEqual([
    'Linux 6.1, x64',
    'a@b',
    'ccccccc',
  ])
})

describe('report.json', () => {
  const full = report({
    environment: environment({ baseline: { sha: BUILD, hash: HASH }, changed: [NUMPY] }),
    reproduced: [{ path: 'model.pkl', same: false }],
  })

  test('keeps environment and reproduced', () => {
    expect(parseReport(JSON.stringify(full))).toEqual(full)
  })

  test('of a fork has a bounded environment, and nothing of a build', () => {
    const source = { sha: 'a'.repeat(40), pull_request: 7 }
    const parsed = parseForeignReport(JSON.stringify(full), source)
    expect(parsed).toMatchObject({ environment: full.environment })
    expect(parsed).not.toHaveProperty('reproduced')
    for (const wrong of [
      { ...environment(), other: 1 },
      environment({ packages: { a: 'x'.repeat(5_000) } }),
      environment({ packages: Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [`p${at}`, '1'])) }),
      environment({ packages: { a: 1 as unknown as string } }),
    ])
      expect(parseForeignReport(JSON.stringify({ ...full, environment: wrong }), source)).toHaveProperty('fault')
  })
})

describe('the outputs of a build beside those of its commit', () => {
  const metric = (value: number, committed?: number): MetricReport => ({
    name: 'accuracy',
    path: 'metrics.json',
    value,
    ...(committed === undefined ? {} : { committed }),
  })
  const outputs = (...same: boolean[]) => same.map((each, at) => ({ path: `out${at}`, same: each }))

  test.each([
    [outputs(), [], ''],
    [outputs(true), [metric(1)], 'the output is bit for bit as committed'],
    [outputs(true, true), [metric(1)], 'all 2 outputs are bit for bit as committed'],
    [outputs(true, false), [metric(1)], '1 of 2 outputs is bit for bit as committed; out1 differs'],
    [
      outputs(true, true, true, false),
      [metric(0.9781, 0.9777)],
      '3 of 4 outputs are bit for bit as committed; out3 differs (accuracy 0.9777 → 0.9781)',
    ],
    [outputs(false, false), [], '0 of 2 outputs are bit for bit as committed; out0, out1 differ'],
    [
      outputs(false, false, false, false, false),
      [],
      '0 of 5 outputs are bit for bit as committed; out0, out1, out2 and 2 more differ',
    ],
  ])('%j', (reproduced, metrics, told) => {
    expect(reproducedFact({ reproduced, metrics })).toBe(told)
  })
})

test('a finding names the packages and the stages, or why the packages are not known', () => {
  expect(driftText({ path: 'uv.lock', changes: [NUMPY], stages: ['train', 'evaluate'] })).toBe(
    'uv.lock has changed (numpy 2.1.0 → 2.2.0), and no stage depends on it: DVC runs no stage again. It may concern train, evaluate. Add uv.lock to their deps in dvc.yaml, and reproduce them.',
  )
  expect(driftText({ path: 'uv.lock', changes: [], fault: 'it is not valid TOML', stages: ['train'] })).toContain(
    'uv.lock has changed, and no stage depends on it: DVC runs no stage again. Its packages are not known: it is not valid TOML. It may concern train.',
  )
  expect(driftText({ path: 'uv.lock', changes: [], isDeleted: true, stages: ['train'] })).toBe(
    'uv.lock was removed, and no stage depends on it: DVC runs no stage again. It may concern train. Reproduce them.',
  )
})
