import { join } from 'node:path'
import { startS3 } from '../scripts/lab/s3.mjs'
import { CLI, freshClone, inFolder, longestPath, median, timed } from './measure.mjs'
import { digits, digitsInBucket, leftovers, sleepers, trivial } from './projects.mjs'
import { bounded, row, shown } from './table.mjs'

export const VALIDATE_SCRIPT =
  'set -e; dvc pull; dvc repro; dvc repro -f -s evaluate; dvc status -c; dvc metrics diff; dvc params diff'
export const rebuildScript = (source) =>
  `set -e; dvc pull ${source}; dvc repro -f; dvc push; git commit -q -m 'CI: build [skip ci]' -- dvc.lock $(git diff --name-only); git push -q origin HEAD:main`
const EVALUATION = ['python', 'src/evaluate.py']
const FEW = 5

/**
 * Flows against the shell script that a user would write: the project, the two ways to do the same, and the ratio that we promise not to exceed.
 * `besides`: the same without the unavoidable seconds of both: of the longest path of stages, or of `own`, a command of the project's;
 * `within`: seconds of ours at most, as a multiple of that path and some more; `endless`: the script is ended once it is certain to have taken long enough;
 * `least`: rounds in any case, of what takes seconds only: one round of that says little.
 */
const works = [
  {
    name: 'validate, nothing changed, digits, local remote, evaluation run',
    make: digits,
    least: FEW,
    script: VALIDATE_SCRIPT,
    ours: ['validate', '--checks', '{}'],
    bar: 0.45,
    own: EVALUATION,
    besides: { name: "the evaluation's own seconds", bar: 0.3 },
  },
  {
    name: 'the same against an S3 server on loopback',
    bucket: true,
    least: FEW,
    script: VALIDATE_SCRIPT,
    ours: ['validate', '--checks', '{}'],
    bar: 0.5,
  },
  {
    name: 'rebuild, digits, `jobs: auto`',
    make: digits,
    changed: true,
    least: FEW,
    script: rebuildScript('data/digits.csv.dvc'),
    ours: ['rebuild', '--yes'],
    bar: 0.7,
    besides: { name: "the longest path's own seconds", bar: 0.3 },
  },
  {
    name: 'rebuild, 12 independent stages that sleep 3 s, `jobs: 12`',
    make: (at) => sleepers(at, 12, 3),
    changed: true,
    script: rebuildScript('data.txt.dvc'),
    ours: ['rebuild', '--yes', '--jobs', '12'],
    bar: 0.13,
    within: { times: 1.1, more: 2 },
  },
  {
    name: 'rebuild, 200 trivial stages in 10 layers',
    make: (at) => trivial(at, 200, 20),
    changed: true,
    script: rebuildScript('data.txt.dvc'),
    ours: ['rebuild', '--yes'],
    bar: 0.15,
  },
  {
    name: 'rebuild, 1,000 trivial stages in 20 layers',
    make: (at) => trivial(at, 1000, 50),
    changed: true,
    script: rebuildScript('data.txt.dvc'),
    ours: ['rebuild', '--yes'],
    bar: 0.05,
    endless: true,
  },
  {
    name: 'validate, 50 trivial stages',
    make: (at) => trivial(at, 50),
    script: VALIDATE_SCRIPT,
    ours: ['validate'],
    bar: 1.0,
  },
  {
    name: 'rebuild, 50 trivial stages',
    make: (at) => trivial(at, 50),
    changed: true,
    script: rebuildScript('data.txt.dvc'),
    ours: ['rebuild', '--yes'],
    bar: 1.05,
  },
  {
    name: 'validate, a dvc.lock of 20 MB, against one `dvc status`',
    make: (at) => leftovers(at, 16_000),
    script: 'dvc status',
    ours: ['validate'],
    bar: 0.25,
  },
]

/** What can be measured by itself. */
export const flows = works.map((work) => ({ name: work.name, rows: (rounds) => rowsOf(work, rounds) }))

async function rowsOf(work, rounds) {
  const [theirs, ours, spared] = [[], [], []]
  // Both run in turns, so that other load of the machine affects both.
  for (let round = 0; round < (work.endless ? 1 : Math.max(rounds, work.least ?? 1)); round++) {
    const here = await measure(work, [process.execPath, CLI, ...work.ours])
    const there = await measure(work, ['bash', '-c', work.script], work.endless ? here.seconds / work.bar + 5 : 0)
    ours.push(here.seconds)
    theirs.push(there.seconds)
    spared.push(here.path ?? there.own ?? 0)
  }
  const [theirSeconds, ourSeconds, less] = [theirs, ours, spared].map(median)
  const rows = [
    work.endless
      ? bounded(work.name, theirSeconds, ourSeconds, work.bar)
      : row(work.name, theirSeconds, ourSeconds, work.bar),
  ]
  if (work.besides)
    rows.push(
      row(
        `the same without ${work.besides.name} (${shown(less)})`,
        theirSeconds - less,
        ourSeconds - less,
        work.besides.bar,
      ),
    )
  if (work.within) {
    const most = work.within.times * less + work.within.more
    rows.push({
      cells: [
        `the same: ${work.within.times} × the longest path (${shown(less)}) + ${work.within.more} s`,
        '',
        shown(ourSeconds),
        '',
        shown(most),
      ],
      held: ourSeconds <= most,
    })
  }
  return rows
}

/**
 * Seconds of one way on a project and clone of its own; `path`: those of the longest path of stages where our report has them; `own`: those of the work's
 * own command, run once more where the script has left everything that it needs.
 */
function measure(work, argv, timeout = 0) {
  return inFolder(async (directory) => {
    const s3 = work.bucket ? await startS3(join(directory, 's3'), 'official') : undefined
    try {
      const more = s3 === undefined ? {} : { AWS_ACCESS_KEY_ID: s3.accessKey, AWS_SECRET_ACCESS_KEY: s3.secretKey }
      const { clone, env } = await freshClone(
        directory,
        s3 === undefined ? work.make : (at) => digitsInBucket(at, 's3://official/dvc', s3),
        { changed: work.changed === true, more },
      )
      const report = join(directory, 'report.json')
      const isRebuild = argv[2] === 'rebuild'
      const { seconds } = await timed(
        [...argv, ...(isRebuild ? ['--report', report] : [])],
        { cwd: clone, env },
        timeout,
      )
      if (isRebuild) return { seconds, path: await longestPath(report) }
      return {
        seconds,
        own: work.own && argv[0] === 'bash' ? (await timed(work.own, { cwd: clone, env })).seconds : undefined,
      }
    } finally {
      await s3?.stop()
    }
  })
}
