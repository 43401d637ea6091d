import { expect, test } from '@jest/globals'
import { found } from './build.js'

test('a model card that no build can write is an error at its line', () => {
  expect(
    found('card-broken', {
      card: { path: 'MODEL_CARD.md', line: 3, message: 'the marker of the end is missing', remedy: 'Keep one pair.' },
    }),
  ).toEqual([
    {
      rule: 'card-broken',
      path: 'MODEL_CARD.md',
      line: 3,
      severity: 'error',
      message: 'MODEL_CARD.md cannot be the model card: the marker of the end is missing. Keep one pair.',
    },
  ])
  expect(found('card-broken', {})).toEqual([])
})
