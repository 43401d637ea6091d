import { afterAll, expect, test } from '@jest/globals'
import { cleanUp } from '../support/project.js'
import { MODES } from './modes.js'
import { OFFERS, sampleOf } from './sample.js'
import { prove } from './scenario.js'

afterAll(cleanUp)

test.each(sampleOf(MODES))('the repairs of $name mend it', async (scenario) => {
  await prove(scenario, OFFERS)
  expect.hasAssertions()
})
