import { afterAll, expect, test } from '@jest/globals'
import { allOffers } from '../../scripts/messages.mjs'
import { cleanUp } from '../support/project.js'
import { prove } from './scenario.js'
import { STAGES } from './stages.js'

afterAll(cleanUp)

test.each(STAGES)('the repairs of $name mend it', async (scenario) => {
  await prove(scenario, await allOffers())
  expect.hasAssertions()
})
