import { expect, test } from '@jest/globals'
import { CHECKOUTS } from './checkouts.js'
import { EXCEPTIONS } from './exceptions.js'
import { FILES } from './files.js'
import { LINT } from './lint.js'
import { MODES } from './modes.js'
import { OFFERS } from './sample.js'
import { offersOf, type Scenario } from './scenario.js'
import { STAGES } from './stages.js'

const SCENARIOS: readonly Scenario[] = [...LINT, ...FILES, ...STAGES, ...CHECKOUTS, ...MODES]

test('every text that offers a command has a scenario that does it, or a reason', () => {
  const text = ({ path, text: said }: { path: string; text: string }) => `${path}: ${said}`
  const found = (keys: readonly string[]) => keys.map((key) => ({ key, texts: offersOf(key, OFFERS).map(text) }))
  const proven = found(SCENARIOS.flatMap(({ repairs }) => repairs.flatMap(({ offers: keys }) => keys)))
  const excepted = found(Object.keys(EXCEPTIONS))
  expect([...proven, ...excepted].filter(({ texts }) => texts.length === 0).map(({ key }) => key)).toEqual([])
  const known = new Set(proven.flatMap(({ texts }) => texts))
  expect(excepted.filter(({ texts }) => texts.every((each) => known.has(each))).map(({ key }) => key)).toEqual([])
  for (const { texts } of excepted) for (const each of texts) known.add(each)
  expect(OFFERS.map(text).filter((each) => !known.has(each))).toEqual([])
})
