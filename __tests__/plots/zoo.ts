import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { deflateSync } from 'node:zlib'
import { lab } from '../../scripts/lab/paths.mjs'
import { startEngine } from '../../src/dvc/engine.js'
import { type ReadPlots, readPlots } from '../../src/plots/read-plots.js'
import { quietHost } from '../support/host.js'
import { developer, scratch } from '../support/project.js'

const execute = promisify(execFile)

/** A plot of each template of DVC, one of the project's own, pictures, several series, and values that are no numbers. */
const DVC_YAML = `
stages: {}
plots:
  - loss.csv: { x: epoch, y: val, title: 'Loss </script> <b>|' }
  - second.tsv
  - dotted.csv: { template: simple, x: 'a.b', y: 'c[0]' }
  - sc.json: { template: scatter, x: x, y: y }
  - bar.json: { template: bar_horizontal, x: imp, y: name, x_label: importance }
  - cm.json: { template: confusion, x: predicted, y: actual }
  - cmn.json: { template: confusion_normalized, x: predicted, y: actual }
  - nan.json: { x: s, y: v }
  - same.csv: { x: epoch, y: val }
  - new.csv: { x: epoch, y: val }
  - broken.json: { x: a, y: b }
  - imgs
  - both: { template: simple, x: epoch, y: { loss.csv: [train, val] }, title: Both, y_label: loss }
  - files: { x: step, y: { live/train.tsv: loss, live/val.tsv: loss } }
  - smooth: { template: smooth, x: epoch, y: { loss.csv: val } }
  - area: { template: area, x: epoch, y: { loss.csv: val } }
`.replace('stages: {}\n', '')

const AREA =
  '{"$schema":"https://vega.github.io/schema/vega-lite/v5.json","data":{"values":"<DVC_METRIC_DATA>"},"title":"<DVC_METRIC_TITLE>","mark":"area","encoding":{"x":{"field":"<DVC_METRIC_X>","type":"quantitative"},"y":{"field":"<DVC_METRIC_Y>","type":"quantitative","stack":null},"color":{"field":"rev","type":"nominal"}}}'

const table = (head: string, rows: readonly (readonly (number | string)[])[], mark = ',') =>
  `${head}\n${rows.map((row) => row.join(mark)).join('\n')}\n`

/** A PNG of one colour. */
export function png(red: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    let crc = ~0
    for (const byte of body) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    }
    const [size, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(data.length)
    check.writeUInt32BE(~crc >>> 0)
    return Buffer.concat([size, body, check])
  }
  const header = Buffer.from([0, 0, 0, 40, 0, 0, 0, 30, 8, 2, 0, 0, 0])
  const rows = Buffer.concat(
    Array.from({ length: 30 }, () => Buffer.from([0, ...Array.from({ length: 40 }, () => [red, 90, 200]).flat()])),
  )
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The files of the zoo: `factor` 1 is the baseline, 2 this change, which trained for longer. */
export function zooFiles(factor: number): Record<string, string | Buffer> {
  const epochs = Array.from({ length: 4 + factor }, (_, index) => index)
  return {
    'dvc.yaml': DVC_YAML,
    '.dvc/plots/area.json': AREA,
    'loss.csv': table(
      'epoch,train,val',
      epochs.map((epoch) => [epoch, 1 / (epoch + factor), 2 / (epoch + factor)]),
    ),
    'second.tsv': table(
      'epoch\tacc',
      epochs.map((epoch) => [epoch, epoch / factor]),
      '\t',
    ),
    'dotted.csv': table(
      'a.b,c[0]',
      epochs.map((epoch) => [epoch, epoch * factor]),
    ),
    'sc.json': JSON.stringify(epochs.map((epoch) => ({ x: epoch % 3, y: epoch * factor, label: 'a' }))),
    'bar.json': JSON.stringify({ train: epochs.map((epoch) => ({ imp: epoch * factor, name: `feat|${epoch}` })) }),
    'cm.json': JSON.stringify(
      Array.from({ length: 12 }, (_, index) => ({ actual: index % 11, predicted: index % (10 + factor) })),
    ),
    'cmn.json': JSON.stringify(
      Array.from({ length: 12 }, (_, index) => ({
        actual: index % 2 ? 'cat' : 'dog',
        predicted: index % (2 + factor) ? 'cat' : 'dog',
      })),
    ),
    'nan.json': `[{"s":1,"v":NaN},{"s":2,"v":0.5},{"s":3,"v":-Infinity},{"s":4,"v":12345678901234567890123456789${factor}}]`,
    'broken.json': factor > 1 ? '[{"a": 1,' : '[{"a": 1, "b": 2}]',
    'same.csv': table('epoch,val', [
      [0, 1],
      [1, 2],
    ]),
    ...(factor > 1
      ? {
          'new.csv': table('epoch,val', [
            [0, 1],
            [1, 2],
          ]),
        }
      : {}),
    'live/train.tsv': table(
      'step\tloss',
      epochs.map((epoch) => [epoch, factor * epoch]),
      '\t',
    ),
    'live/val.tsv': table(
      'step\tloss',
      epochs.map((epoch) => [epoch, 2 * factor * epoch]),
      '\t',
    ),
    'imgs/roc.png': png(40 * factor),
    'imgs/same.png': png(7),
    'imgs/x.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="${5 * factor}"/></svg>`,
  }
}

/** The plots of the zoo, its second version compared with its first, as a DVC of the lab reports them. */
export async function askZoo(part: 'dvc-old' | 'dvc-mid' | 'dvc'): Promise<ReadPlots & { directory: string }> {
  const directory = await scratch()
  const git = async (...args: string[]) =>
    (await execute('git', args, { cwd: directory, env: developer() })).stdout.trim()
  const put = async (factor: number) => {
    for (const [path, content] of Object.entries(zooFiles(factor))) {
      await mkdir(dirname(join(directory, path)), { recursive: true })
      await writeFile(join(directory, path), content)
    }
  }
  await git('init', '-q', '-b', 'main')
  const engine = startEngine({
    python: lab.pythonBin(part),
    cwd: directory,
    env: developer(),
    schemes: [],
    config: {},
    host: quietHost(),
    signal: new AbortController().signal,
  })
  try {
    await engine.run(['init', '-q'])
    await put(1)
    await git('add', '--all')
    await git('commit', '-q', '-m', 'one')
    const sha = await git('rev-parse', 'HEAD')
    await put(2)
    const { code, stdout, stderr } = await engine.run([
      'plots',
      'diff',
      sha,
      '--json',
      '--out',
      join(directory, 'pictures'),
    ])
    if (code !== 0) throw new Error(stderr)
    return { ...readPlots(stdout, sha), directory }
  } finally {
    await engine.close()
  }
}
