import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { requireParts } from '../../scripts/lab/paths.mjs'
import { cleanUp } from '../support/project.js'
import { ATTACKS } from './all.js'
import { Broken } from './attack.js'
import { type Figure, HEAD, rowOf, writeFigures } from './figures.js'
import { Random } from './random.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    promise: { type: 'string' },
    attack: { type: 'string' },
    count: { type: 'string' },
    case: { type: 'string' },
    json: { type: 'string' },
    from: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const promises = values.promise?.split(',').map(Number)
const names = values.attack?.split(',')
const chosen = (values.from === undefined ? ATTACKS : []).filter(
  (attack) =>
    (promises === undefined || attack.promises.some((each) => promises.includes(each))) &&
    (names === undefined || names.includes(attack.name)),
)
if (chosen.length === 0 && values.from === undefined)
  throw new Error(`no attack of that name; there are ${ATTACKS.map(({ name }) => name).join(', ')}`)

const figures: Figure[] = []
let ended = false
// So much is worth telling when the command is ended early.
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => {
    ended = true
    console.log('ending after the case that runs')
  })

for (const attack of chosen) {
  requireParts(...attack.parts)
  const began = performance.now()
  const figure: Figure = { attack: attack.name, promises: attack.promises, seed, cases: 0, broken: 0, seconds: 0 }
  figures.push(figure)
  const opened = await attack.open()
  try {
    const cases =
      values.case === undefined
        ? Array.from({ length: Number(values.count ?? attack.count) }, (_, index) => index)
        : values.case.split(',').map(Number)
    for (const index of cases) {
      if (ended) break
      const since = performance.now()
      try {
        const told = [await opened.attempt(index, new Random(seed * 1_000_003 + index))].flat()
        figure.cases += told.length
        for (const line of told)
          console.log(`ok ${attack.name} ${index} (${Math.round(performance.now() - since)} ms) ${line}`)
      } catch (error) {
        figure.cases++
        figure.broken++
        console.log(`BROKEN ${attack.name} ${index}: ${error instanceof Error ? error.message : String(error)}`)
        if (error instanceof Broken) console.log(error.details.replace(/^/gm, '    '))
        else if (error instanceof Error) console.log(error.stack)
        console.log(`  again: npm run faults -- --attack ${attack.name} --seed ${seed} --case ${index}`)
      }
    }
  } finally {
    await opened.close()
    figure.seconds = Math.round((performance.now() - began) / 1000)
  }
}
await cleanUp()
for (const file of values.from?.split(',') ?? [])
  figures.push(...(JSON.parse(await readFile(file, 'utf8')) as Figure[]))
console.log(`\n${[...HEAD, ...figures.map(rowOf)].join('\n')}`)
if (values.write) await writeFigures(figures)
if (values.json !== undefined) await writeFile(values.json, JSON.stringify(figures, undefined, 2))
process.exitCode = figures.some(({ broken }) => broken > 0) ? 1 : 0
