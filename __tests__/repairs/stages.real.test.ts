import { afterAll, expect, test } from '@jest/globals'
import { cleanUp } from '../support/project.js'
import { OFFERS, sampleOf } from './sample.js'
import { prove } from './scenario.js'
import { STAGES } from './stages.js'

afterAll(cleanUp)

test.each(sampleOf(STAGES))('the repairs of $name mend it', async (scenario) => {
  await prove(scenario, OFFERS)
  expect.hasAssertions()
})
