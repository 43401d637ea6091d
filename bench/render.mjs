// Renders every surface of a large report in a fresh process and tells seconds and peak memory: npm run bench -- surface
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { buildPage } from '../scripts/build-page.mjs'
import { shown } from './table.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** What we promise not to exceed. */
const RENDERING_BAR = { seconds: 1, megabytes: 300 }
/** Seconds until the page is shown. */
const OPENING_BAR = 1

const SURFACES = `
export { renderSummary } from './src/report/summary.js'
export { renderComment } from './src/report/comment.js'
export { renderTerminal } from './src/report/terminal.js'
export { annotationsOf } from './src/report/annotations.js'
export { outputsOf } from './src/report/outputs.js'
export { renderPage } from './src/report/html/page.js'
export { jsonText } from './src/report/escape.js'
export { createRedactor, redactStrings } from './src/run/redact.js'
`

/** 1,000 stages, 5,000 metrics, 200 plots, and what comes with them. */
function largeReport() {
  const verdicts = ['unchanged', 'unchanged', 'unchanged', 'ran', 'stale']
  const numbers = (count, at) => Array.from({ length: count }, (_, index) => at(index))
  const points = (seed) => ({
    x: numbers(250, (index) => index),
    y: numbers(250, (index) => Math.sin((index + seed) / 30) + seed / 100),
    total: 5000,
  })
  const curve = (index) => ({
    kind: index % 10 === 9 ? 'scatter' : 'line',
    name: `plots/curve-${index}.csv`,
    title: `Curve ${index}`,
    changed: index % 3 > 0,
    x: { label: 'step', kind: 'number' },
    y: { label: 'loss', kind: 'number' },
    series: [{ name: '', value: points(index), baseline: points(index + 1) }],
  })
  const matrix = (seed) =>
    numbers(10, (row) => numbers(10, (column) => (row === column ? 90 + seed : (row * column + seed) % 7)))
  const confusion = (index) => ({
    kind: 'confusion',
    name: `plots/confusion-${index}.csv`,
    title: `Confusion ${index}`,
    changed: true,
    x_label: 'predicted',
    y_label: 'actual',
    classes: numbers(10, String),
    value: matrix(1),
    baseline: matrix(0),
  })
  const bars = (index) => {
    const side = (seed) => ({
      x: numbers(40, (bar) => `feature_${bar}`),
      y: numbers(40, (bar) => ((bar * 7 + seed) % 40) / 40),
      total: 40,
    })
    return {
      kind: 'bar',
      name: `plots/bars-${index}.json`,
      title: `Bars ${index}`,
      changed: true,
      x: { label: 'feature', kind: 'category' },
      y: { label: 'importance', kind: 'number' },
      series: [{ name: '', value: side(1), baseline: side(2) }],
    }
  }
  const image = (index) => ({
    kind: 'image',
    name: `plots/image-${index}.png`,
    title: `plots/image-${index}.png`,
    changed: true,
    value: { size: 50_000, type: 'image/png' },
    baseline: { size: 50_000, type: 'image/png' },
  })
  return {
    schema: 1,
    mode: 'validate',
    conclusion: 'failure',
    message: '200 stages are stale; 10 rules do not hold.',
    source: {
      sha: 'a'.repeat(40),
      ref: 'refs/pull/12/merge',
      event: 'pull_request',
      pull_request: 12,
      base_sha: 'b'.repeat(40),
      repository: 'https://github.example/team/digits',
      title: 'Train a larger forest',
      head_sha: 'a'.repeat(40),
      head_ref: 'larger-forest',
      base_ref: 'main',
      trusted: true,
    },
    run_url: 'https://github.example/team/digits/actions/runs/7',
    started: '2026-11-29T09:14:31Z',
    versions: { dvc_ci: '1.0.0', dvc: '3.67.1' },
    history: numbers(50, (index) => ({
      metric: `group.${index}.metric_${index}`,
      path: `metrics/${index % 20}.json`,
      points: numbers(10, (build) => ({
        sha: `${build}`.repeat(40),
        at: `2026-01-1${build}T08:00:00Z`,
        value: index / 7 + Math.sin(build),
      })),
    })),
    steps: numbers(20, (index) => ({
      name: `step ${index}`,
      conclusion: 'success',
      seconds: index,
      message: 'it went well',
    })),
    stages: numbers(1000, (index) => ({
      name: index % 2 === 0 ? `train@model-${index}` : `stage_${index}`,
      verdict: verdicts[index % 5],
      causes: index % 5 === 4 ? [{ kind: 'code', path: `src/${index}.py`, message: `src/${index}.py changed` }] : [],
      seconds: index / 10,
      place: { path: 'dvc.yaml', line: index + 2 },
      needs:
        index < 25
          ? ['data/raw.csv.dvc']
          : [index - 25, index - 24].map((need) => (need % 2 === 0 ? `train@model-${need}` : `stage_${need}`)),
    })),
    metrics: numbers(5000, (index) => ({
      name: `group.${index % 50}.metric_${index}`,
      path: `metrics/${index % 20}.json`,
      value: index / 7,
      committed: index / 7,
      baseline: index / 7.1,
      change: index / 7 - index / 7.1,
    })),
    policies: numbers(100, (index) => ({
      metric: `group.${index}.metric_${index}`,
      rule: 'max_drop: 0.01',
      passed: index % 10 > 0,
      severity: 'error',
      value: index / 7,
      baseline: index / 7.1,
      message: `metric_${index} fell by 0.1, more than the allowed 0.01.`,
    })),
    params: numbers(500, (index) => ({
      path: 'params.yaml',
      name: `section.${index}`,
      baseline: index,
      value: { nested: [index] },
    })),
    data: numbers(500, (index) => ({
      path: `data/file-${index}.parquet`,
      change: 'modified',
      size: index * 1e6,
      baseline_size: index * 9e5,
    })),
    checks: numbers(20, (index) => ({
      name: `check-${index}`,
      command: 'pytest -q',
      conclusion: index % 4 === 0 ? 'failure' : 'success',
      seconds: index,
      log: 'tests/test_a.py::test_b FAILED with <output> & more\n'.repeat(400),
    })),
    lint: numbers(300, (index) => ({
      rule: 'stale-stage',
      path: 'dvc.yaml',
      line: index,
      severity: index % 2 ? 'error' : 'warning',
      message: `dvc.lock is stale: dvc repro would run stage_${index}.`,
      fix: 'dvc repro && dvc push',
    })),
    remote: {
      name: 'storage',
      objects: 100_000,
      pushed: 0,
      verified: 99_990,
      missing: numbers(10, (index) => ({
        hash: 'd'.repeat(32),
        paths: [`data/${index}`],
        remote: 'storage',
        reason: 'missing',
        message: `data/${index} is not in the remote.`,
      })),
    },
    plots: [...numbers(120, curve), ...numbers(30, confusion), ...numbers(30, bars), ...numbers(20, image)],
  }
}

/** In a process of its own: what a cold run of the action does at its end. */
async function child(directory) {
  const { readFileSync, writeFileSync } = await import('node:fs')
  const surfaces = await import(join(directory, 'surfaces.mjs'))
  const report = largeReport()
  const pictures = new Map(
    report.plots
      .filter(({ kind }) => kind === 'image')
      .map(({ name }, index) => [
        name,
        { value: Buffer.alloc(50_000, index), baseline: Buffer.alloc(50_000, index + 1) },
      ]),
  )
  const redactor = surfaces.createRedactor()
  for (const secret of [
    'AKIAIOSFODNN7EXAMPLE',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
  ])
    redactor.add(secret)
  const parts = {}
  const timed = (name, render) => {
    const started = performance.now()
    const result = render()
    parts[name] = {
      milliseconds: Math.round(performance.now() - started),
      bytes: typeof result === 'string' ? Buffer.byteLength(result) : undefined,
    }
    return result
  }
  const started = performance.now()
  const clean = timed('redaction', () => surfaces.redactStrings(report, (text) => redactor.redact(text)))
  timed('report.json', () => surfaces.jsonText(clean))
  const html = timed('page', () => {
    const [style, script, charts] = ['page.css', 'page.js', 'charts.js'].map((name) =>
      readFileSync(join(directory, name), 'utf8'),
    )
    return surfaces.renderPage(clean, { assets: { style, script, charts }, version: '0.0.0', pictures })
  })
  timed('summary', () => surfaces.renderSummary(clean))
  timed('comment', () => surfaces.renderComment(clean, { project: '' }))
  timed('terminal', () => surfaces.renderTerminal(clean, { colour: true }))
  timed('annotations', () => surfaces.annotationsOf(clean))
  timed('outputs', () => surfaces.outputsOf(clean))
  const seconds = (performance.now() - started) / 1000
  writeFileSync(join(directory, 'page.html'), html)
  console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1000, parts }))
}

/** Seconds from the request of a page until Chromium has loaded and painted it; the second of two times, with a warm browser. */
async function measureOpening(file) {
  // Only here: the process that is measured loads this file too.
  const [{ default: chromium }, { chromium: playwright }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ])
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--headless=shell', '--no-sandbox', '--no-zygote', '--disable-gpu'],
    headless: true,
  })
  try {
    let seconds = Infinity
    for (let round = 0; round < 2; round++) {
      const page = await (await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } })).newPage()
      const started = performance.now()
      await page.goto(pathToFileURL(file).href)
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
      seconds = (performance.now() - started) / 1000
      await page.context().close()
    }
    return seconds
  } finally {
    await browser.close()
  }
}

/** Seconds, peak resident megabytes and the parts of one cold run. */
async function measureRendering() {
  const directory = await mkdtemp(join(tmpdir(), 'dvc-ci-render-'))
  try {
    const {
      outputFiles: [bundle],
    } = await build({
      stdin: { contents: SURFACES, resolveDir: root },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      write: false,
      logLevel: 'warning',
    })
    await writeFile(join(directory, 'surfaces.mjs'), bundle.contents)
    await buildPage(root, directory)
    const { stdout } = await promisify(execFile)(process.execPath, [
      fileURLToPath(import.meta.url),
      '--child',
      directory,
    ])
    return { ...JSON.parse(stdout), opening: await measureOpening(join(directory, 'page.html')) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

export const rendering = {
  name: 'every surface of 1,000 stages, 5,000 metrics, 200 plots',
  async rows() {
    const { seconds, megabytes, opening } = await measureRendering()
    const held = seconds <= RENDERING_BAR.seconds && megabytes <= RENDERING_BAR.megabytes
    return [
      {
        cells: [
          rendering.name,
          '',
          `${shown(seconds)}, ${Math.round(megabytes)} MB`,
          '',
          `${RENDERING_BAR.seconds} s, ${RENDERING_BAR.megabytes} MB`,
        ],
        held,
      },
      {
        cells: ['the page of it, until Chromium shows it', '', shown(opening), '', `${OPENING_BAR} s`],
        held: opening <= OPENING_BAR,
      },
    ]
  },
}

if (process.argv[2] === '--child') await child(process.argv[3])
