import { afterAll, expect, test } from '@jest/globals'
import { allOffers } from '../../scripts/messages.mjs'
import { cleanUp } from '../support/project.js'
import { LINT } from './lint.js'
import { prove } from './scenario.js'

afterAll(cleanUp)

test.each(LINT)('the repairs of $name mend it', async (scenario) => {
  await prove(scenario, await allOffers())
  expect.hasAssertions()
})
