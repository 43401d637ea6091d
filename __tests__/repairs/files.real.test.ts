import { afterAll, expect, test } from '@jest/globals'
import { allOffers } from '../../scripts/messages.mjs'
import { cleanUp } from '../support/project.js'
import { FILES } from './files.js'
import { prove } from './scenario.js'

afterAll(cleanUp)

test.each(FILES)('the repairs of $name mend it', async (scenario) => {
  await prove(scenario, await allOffers())
  expect.hasAssertions()
})
