import { execFile } from 'node:child_process'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CLI, inFolder, median, timed } from './measure.mjs'
import { shown } from './table.mjs'

const run = promisify(execFile)
const BUILDS = 1_000
const METRICS = 50
/** Seconds for the page, and its bytes. */
const BAR = { seconds: 3, bytes: 5 * 1000 * 1000 }

/** All official builds of three years as a page. */
export const history = {
  name: `\`dvc-ci history\` of ${BUILDS} builds with ${METRICS} metrics`,
  rows: (rounds) =>
    inFolder(async (directory) => {
      const clone = join(directory, 'clone')
      await manyBuilds(clone, BUILDS, METRICS)
      const [page, report, times] = [join(directory, 'history.html'), join(directory, 'report.json'), []]
      const command = [process.execPath, CLI, 'history', '--page', page, '--report', report]
      for (let round = 0; round < rounds; round++)
        times.push((await timed(command, { cwd: clone, env: process.env })).seconds)
      const { builds } = JSON.parse(await readFile(report, 'utf8'))
      const found = builds.metrics.filter(({ values }) => values.every((value) => value !== null)).length
      if (builds.list.length !== BUILDS || found !== METRICS)
        throw new Error(`found ${builds.list.length} builds with ${found} metrics`)
      const [seconds, { size }] = [median(times), await stat(page)]
      return [
        {
          cells: [
            history.name,
            '',
            `${shown(seconds)}, page of ${(size / 1e6).toFixed(1)} MB`,
            '',
            `${BAR.seconds} s, ${BAR.bytes / 1e6} MB`,
          ],
          held: seconds <= BAR.seconds && size <= BAR.bytes,
        },
      ]
    }),
}

/** A repository with official builds, each after a commit of its source. */
export async function manyBuilds(folder, builds, metrics) {
  await mkdir(join(folder, '.dvc'), { recursive: true })
  const git = (...args) => run('git', args, { cwd: folder })
  await git('init', '-q', '-b', 'main')
  const stream = []
  const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const names = Array.from({ length: metrics }, (_, index) => `group_${index % 5}.metric_${index}`)
  const limits = names.slice(0, 5).map((name) => `    ${name}: { min: 0.5, max_drop: 1% }\n`)
  const files = {
    '.dvc/config': '[core]\n',
    'dvc-ci.yaml': `metrics:\n  policies:\n${limits.join('')}`,
    'dvc.yaml':
      'stages:\n  train:\n    cmd: train\n    deps: [raw.csv]\n    params: [train]\n    outs: [model.bin]\n    metrics: [metrics.json: { cache: false }]\n',
    'raw.csv.dvc': 'outs:\n- md5: 00000000000000000000000000000000\n  path: raw.csv\n',
  }
  const commit = (number, message, changed) =>
    stream.push(
      `commit refs/heads/main\nmark :${number}\ncommitter CI <ci@example.com> ${1_700_000_000 + number * 40_000} +0000\n${data(message)}${Object.entries(
        changed,
      )
        .map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`)
        .join('')}`,
    )
  commit(1, 'Start', files)
  for (let build = 0; build < builds; build++) {
    const hash = (salt) => String(salt + build).padStart(32, 'a')
    const data = Math.floor(build / 7)
    commit(2 * build + 2, `Change ${build}`, { 'code.txt': String(build) })
    commit(
      2 * build + 3,
      `CI: Build and version official model artifacts [skip ci]\n\nDvc-Ci-Source: ${hash(1)}${hash(0).slice(0, 8)}\nDvc-Ci-Seconds: ${60 + (build % 30)}\n`,
      {
        'metrics.json': JSON.stringify(nested(names, build)),
        'dvc.lock': `schema: '2.0'\nstages:\n  train:\n    cmd: train\n    deps:\n    - path: raw.csv\n      hash: md5\n      md5: ${String(data).padStart(32, 'a')}\n      size: ${1_000_000 + data * 1000}\n    params:\n      params.yaml:\n        train.C: ${(build % 20) / 10}\n    outs:\n    - path: metrics.json\n      hash: md5\n      md5: ${hash(2)}\n      size: 900\n    - path: model.bin\n      hash: md5\n      md5: ${hash(3)}\n      size: ${5_000_000 + build}\n`,
      },
    )
    if (build % 100 === 99) stream.push(`reset refs/tags/v${build}\nfrom :${2 * build + 3}\n`)
  }
  const input = join(folder, '.git', 'builds')
  await writeFile(input, stream.join(''))
  await run('sh', ['-c', 'git fast-import --quiet < .git/builds && git reset -q --hard && git repack -qad'], {
    cwd: folder,
  })
}

function nested(names, build) {
  const groups = {}
  for (const [index, name] of names.entries()) {
    const [group, metric] = name.split('.')
    groups[group] = {
      ...groups[group],
      [metric]: 0.9 + Math.sin(build / 40 + index) / 20 + Math.sin(build * index * 7.7) / 100,
    }
  }
  return groups
}
