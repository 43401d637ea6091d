import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lab } from '../scripts/lab/paths.mjs'
import { inFolder, MEASURED, median, timed } from './measure.mjs'
import { shown } from './table.mjs'

const READER = join(lab.root, 'engine', 'dvc_ci_tables', '__main__.py')
const script = (name) => join(lab.root, 'bench', name)
const MEMORY = 1e9
/** Seconds of the whole process, share of the time of pandas, and bytes of memory at most. */
const BARS = { parquet: { seconds: 5, ratio: 0.3, memory: MEMORY }, csv: { seconds: 40, ratio: 0.3, memory: MEMORY } }
async function row(folder, kind, rounds) {
  const python = lab.pythonBin('tables')
  const [now, before] = ['now', 'before'].map((name) => join(folder, `${name}.${kind}`))
  const request = {
    tables: [{ path: `now.${kind}`, now, before }],
    ...{ memory: MEMORY, threads: 2, seconds: 300, expanded: 1e10 },
  }
  const [input, peak] = [join(folder, 'request.json'), join(folder, 'peak')]
  await writeFile(input, JSON.stringify(request))
  const options = { cwd: folder, env: process.env }
  const [ours, theirs] = [[], []]
  let memory = 0
  for (let round = 0; round < rounds; round++) {
    const command = `"$0" -c '${MEASURED}' "$1" "$0" -I -B "$2" < "$3"`
    const { seconds, output } = await timed(['sh', '-c', command, python, peak, READER, input], options)
    if (!output.includes('"added": 10000')) throw new Error(`the tables were not read: ${output.slice(0, 500)}`)
    ours.push(seconds)
    memory = Math.max(memory, Number(await readFile(peak, 'utf8')))
    theirs.push((await timed([python, script('tables_pandas.py'), now, before], options)).seconds)
  }
  const bar = BARS[kind]
  const [seconds, ratio] = [median(ours), median(ours) / median(theirs)]
  return {
    cells: [
      kind === 'csv' ? '… of two CSV files, 1 GB together' : 'changes of a table, Parquet of 2 million rows',
      shown(median(theirs)),
      `${shown(seconds)}, ${Math.round(memory / 1e6)} MB`,
      ratio.toFixed(2),
      `${bar.ratio}, ${bar.seconds} s, ${bar.memory / 1e6} MB`,
    ],
    held: seconds <= bar.seconds && ratio <= bar.ratio && memory <= bar.memory,
  }
}

/** The reader of tables against a script with pandas that computes the same figures. */
export const tables = {
  name: 'changes of a table',
  rows: (rounds) =>
    inFolder(async (directory) => {
      const folder = join(directory, 'tables')
      await mkdir(folder)
      await timed([lab.pythonBin('tables'), script('tables_data.py'), folder], { cwd: folder, env: process.env })
      return [await row(folder, 'parquet', rounds), await row(folder, 'csv', rounds)]
    }),
}
