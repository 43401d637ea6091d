import { afterAll, expect, test } from '@jest/globals'
import { allOffers } from '../../scripts/messages.mjs'
import { cleanUp } from '../support/project.js'
import { MODES } from './modes.js'
import { prove } from './scenario.js'

afterAll(cleanUp)

test.each(MODES)('the repairs of $name mend it', async (scenario) => {
  await prove(scenario, await allOffers())
  expect.hasAssertions()
})
