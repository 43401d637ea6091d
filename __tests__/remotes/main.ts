import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { lab } from '../../scripts/lab/paths.mjs'
import { CLI, cleanUp } from '../support/project.js'
import { CELLS, type Cell, type Kind, SETTINGS } from './cells.js'
import { boundOf, cellsOf, endingOf, Matrix } from './matrix.js'

const { values } = parseArgs({
  options: {
    kind: { type: 'string' },
    state: { type: 'string' },
    sources: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const kinds = (values.kind?.split(',') ?? Object.keys(SETTINGS)) as Kind[]
const states = values.state?.split(',')
const way = values.sources ? 'here' : 'run'
const PAGE = join(lab.root, 'docs', 'remotes.md')
const [BEGIN, END] = ['<!-- measured: `npm run remotes -- --write` puts it here -->\n', '\n<!-- /measured -->']

// The end of this process ends its servers.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1))

const matrix = await Matrix.open(kinds)
const results = new Map<string, string>()
const longest = new Map<string, number>()
let broken = 0

async function runCell({ kind, cell }: { kind: Kind; cell: Cell }): Promise<void> {
  const { outcome, seconds } = await matrix.run(kind, cell, way)
  const expected = cell.ending(kind)
  const holds = isDeepStrictEqual(endingOf(outcome, expected), expected) && seconds <= boundOf(cell)
  if (!holds) broken++
  const id = outcome.report.error?.id
  results.set(`${cell.state} ${kind}`, id === undefined ? String(outcome.code) : `${outcome.code} \`${id}\``)
  longest.set(cell.state, Math.max(seconds, longest.get(cell.state) ?? 0))
  console.log(`${holds ? 'ok' : 'BROKEN'} ${kind} ${cell.state} (${seconds.toFixed(1)} s) ${outcome.report.message}`)
  if (!holds) console.log(`${outcome.stdout}${outcome.stderr}`.replace(/^/gm, '    '))
}

console.log(way === 'run' ? `Each cell is a process: node ${CLI}` : 'Each cell runs by the sources, in one process')
const all = kinds
  .flatMap((kind) => cellsOf(kind).map((cell) => ({ kind, cell })))
  .filter(({ cell }) => states?.includes(cell.state) ?? true)
try {
  // Those of a silent server wait. The others compute: more at once than processors would not keep their bounds.
  await Promise.all(all.filter(({ cell }) => cell.state === 'silent').map(runCell))
  const open = all.filter(({ cell }) => cell.state !== 'silent').values()
  const work = async () => {
    for (const each of open) await runCell(each)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
} finally {
  await matrix.stop()
  await cleanUp()
}
const table = [
  ['state', ...kinds, 'longest run'],
  ['---', ...kinds.map(() => '---'), '---'],
  ...CELLS.map(({ state, told }) => [
    told,
    ...kinds.map((kind) => results.get(`${state} ${kind}`) ?? 'none'),
    longest.has(state) ? `${Math.ceil(longest.get(state) ?? 0)} s` : 'none',
  ]),
]
  .map((row) => `| ${row.join(' | ')} |`)
  .join('\n')
console.log(table)
if (values.write && states === undefined && values.kind === undefined) {
  const text = await readFile(PAGE, 'utf8')
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)]
  if (from < BEGIN.length || to < from) throw new Error(`${PAGE} has no place for the table`)
  await writeFile(PAGE, `${text.slice(0, from)}${table}${text.slice(to)}`)
}
console.log(`${results.size} cells, ${broken} broken`)
process.exitCode = broken === 0 ? 0 : 1
