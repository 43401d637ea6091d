import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { lab } from '../../scripts/lab/paths.mjs'
import { cleanUp } from '../support/project.js'
import { CELLS, type Kind, SETTINGS } from './cells.js'
import { cellsOf, endingOf, Matrix } from './matrix.js'

const { values } = parseArgs({
  options: { kind: { type: 'string' }, state: { type: 'string' }, write: { type: 'boolean', default: false } },
})
const kinds = (values.kind?.split(',') ?? Object.keys(SETTINGS)) as Kind[]
const states = values.state?.split(',')
const PAGE = join(lab.root, 'docs', 'remotes.md')
const [BEGIN, END] = ['<!-- measured: `npm run remotes -- --write` puts it here -->\n', '\n<!-- /measured -->']

// The end of this process ends its servers.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1))

const matrix = await Matrix.open(kinds)
const results = new Map<string, string>()
let broken = 0

async function runKind(kind: Kind): Promise<void> {
  for (const cell of cellsOf(kind)) {
    if (states !== undefined && !states.includes(cell.state)) continue
    const began = performance.now()
    const outcome = await matrix.run(kind, cell)
    const seconds = (performance.now() - began) / 1000
    const expected = cell.ending(kind)
    const holds = isDeepStrictEqual(endingOf(outcome, expected), expected)
    if (!holds) broken++
    const id = outcome.report.error?.id
    results.set(`${cell.state} ${kind}`, id === undefined ? String(outcome.code) : `${outcome.code} \`${id}\``)
    console.log(`${holds ? 'ok' : 'BROKEN'} ${kind} ${cell.state} (${seconds.toFixed(1)} s) ${outcome.report.message}`)
  }
}

try {
  // A cell mostly waits.
  await Promise.all(kinds.map(runKind))
} finally {
  await matrix.stop()
  await cleanUp()
}
const table = [
  ['state', ...kinds],
  ['---', ...kinds.map(() => '---')],
  ...CELLS.map(({ state, told }) => [told, ...kinds.map((kind) => results.get(`${state} ${kind}`) ?? 'none')]),
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
