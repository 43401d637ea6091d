import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Offer } from '../../scripts/messages.mjs'
import { importForWorker } from '../support/import-for-worker.js'
import type { Scenario } from './scenario.js'

const messages = join(import.meta.dirname, '../../scripts/messages.mjs')
/** The texts that the scenarios are about, read once for each worker of jest. */
export const OFFERS: readonly Offer[] = await (
  (await importForWorker(messages)) as { allOffers: () => Promise<Offer[]> }
).allOffers()

/** One scenario of so many runs in `npm test`; `npm run repairs` runs all of them. */
const ONE_OF = 8

/**
 * The scenarios that run. Without DVC_CI_REPAIRS=all it is a sample that stays the same until a text changes, so that
 * a failure can be repeated.
 */
export function sampleOf(scenarios: readonly Scenario[]): readonly Scenario[] {
  if (process.env['DVC_CI_REPAIRS'] === 'all') return scenarios
  const seed = JSON.stringify(OFFERS.map(({ path, text }) => [path, text]))
  const rank = ({ name }: Scenario) => createHash('sha256').update(seed).update(name).digest('hex')
  const ranked = scenarios.map((scenario) => ({ scenario, at: rank(scenario) })).sort((a, b) => (a.at < b.at ? -1 : 1))
  return ranked.slice(0, Math.ceil(scenarios.length / ONE_OF)).map(({ scenario }) => scenario)
}
