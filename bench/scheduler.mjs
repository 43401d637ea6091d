import { join } from 'node:path'
import { digitsEnvironment } from '../scripts/lab/digits.mjs'
import { lab } from '../scripts/lab/paths.mjs'
import { inFolder, median, timed } from './measure.mjs'

const [BAR_MS, SIZES] = [1, [1250, 2500, 5000]]
/** Memory is linear where a stage of the largest pipeline takes no more than so much of what one of the smallest takes. */
const LINEAR = 1.1

/** What the loop that runs stages side by side costs, each time in a process of its own. */
export const scheduler = [
  { name: "scheduler's cost per stage, 5,000 stages, no-op executor", shape: 'layers' },
  { name: "scheduler's cost per stage, 5,000 stages that all wait for the only GPU", shape: 'gpu' },
].map(({ name, shape }) => ({ name, rows: (rounds) => rowsOf(name, shape, rounds) }))

async function rowsOf(name, shape, rounds) {
  const largest = SIZES.at(-1)
  const times = []
  for (let round = 0; round < rounds; round++) times.push((await measure(largest, shape)).seconds)
  const milliseconds = (median(times) * 1000) / largest
  const bytes = []
  for (const size of SIZES) bytes.push((await measure(size, shape, 'memory')).bytes / size)
  const [first, last] = [bytes[0], bytes.at(-1)]
  return [
    { cells: [name, '', `${milliseconds.toFixed(2)} ms`, '', `${BAR_MS} ms`], held: milliseconds <= BAR_MS },
    {
      cells: [
        `the same: bytes per stage at ${SIZES.map((size) => size.toLocaleString('en')).join(', ')} stages`,
        '',
        bytes.map((each) => String(Math.round(each))).join(', '),
        (last / first).toFixed(2),
        String(LINEAR),
      ],
      held: last <= first * LINEAR,
    },
  ]
}

function measure(stages, shape, what = 'seconds') {
  return inFolder(async (directory) => {
    const argv = [
      lab.pythonBin('dvc'),
      join(lab.root, 'bench', 'scheduler.py'),
      join(lab.root, 'engine'),
      String(stages),
      shape,
      what,
    ]
    const { output } = await timed(argv, { cwd: directory, env: digitsEnvironment() })
    return JSON.parse(output.trim().split('\n').at(-1))
  })
}
