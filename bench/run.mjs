// Measures our flows side by side with what a user would do without them, in one run, and prints the table of docs/benchmarks.md.
//   npm run bench                 all of it
//   npm run bench -- digits 7     the works whose name has "digits", seven rounds
//   npm run bench -- --write      all of it, and the table is put into docs/benchmarks.md
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { requireParts } from '../scripts/lab/paths.mjs'
import { fanOut } from './fan-out.mjs'
import { firstMinutes } from './first-minutes.mjs'
import { folders } from './folders.mjs'
import { history } from './history.mjs'
import { planning } from './plan.mjs'
import { rendering } from './render.mjs'
import { resident } from './resident.mjs'
import { retention } from './retention.mjs'
import { scheduler } from './scheduler.mjs'
import { startUp } from './start-up.mjs'
import { HEAD, line, machine, write } from './table.mjs'
import { tables } from './tables.mjs'
import { verification } from './verification.mjs'
import { verify } from './verify.mjs'
import { flows } from './works.mjs'

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [filter = '', rounds = '3'] = positionals
if (values.write && filter !== '')
  throw new Error('--write is for all of it: rows of several runs in one table would not be side by side.')
requireParts('dvc', 'digits', 'act', 'node24', 'versitygw', 'tables')
// Other load of the machine slows parallel stages most.
if (loadavg()[0] > 1)
  console.error(
    `Something else keeps this machine busy (load ${loadavg()[0].toFixed(1)}): the ratios will be worse than they are.`,
  )
const lines = [await machine(Number(rounds)), '', ...HEAD.split('\n')]
console.log(lines.join('\n'))
let held = true
for (const work of [
  ...flows,
  firstMinutes,
  resident,
  fanOut,
  planning,
  ...scheduler,
  startUp,
  rendering,
  verification,
  folders,
  tables,
  history,
  retention,
  verify,
].filter(({ name }) => name.includes(filter))) {
  for (const row of await work.rows(Number(rounds))) {
    held &&= row.held
    lines.push(line(row))
    console.log(lines.at(-1))
  }
}
if (values.write) await write(lines.join('\n'))
console.log(held ? '\nEverything is within its bar.' : '\nA bar was missed.')
process.exitCode = held ? 0 : 1
