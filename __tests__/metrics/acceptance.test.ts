import { parseAcceptRequest } from '../../src/metrics/acceptance.js'

const HASH = '1a2b3c4d'.repeat(5)

test.each([
  ['accuracy: why', { metrics: ['accuracy'], reason: 'why' }],
  [
    'accuracy,loss ,  eval/*.json:f1: one: two',
    { metrics: ['accuracy', 'loss', 'eval/*.json:f1'], reason: 'one: two' },
  ],
  ['`accuracy` @1A2B3C4: why', { metrics: ['accuracy'], reason: 'why', sha: '1a2b3c4' }],
  [`accuracy @${HASH}:  why `, { metrics: ['accuracy'], reason: 'why', sha: HASH }],
  ['sklearn:acc: why', { metrics: ['sklearn:acc'], reason: 'why' }],
  [
    'data/raw.csv:rows, data/test:leaked(data/train): why',
    { metrics: ['data/raw.csv:rows', 'data/test:leaked(data/train)'], reason: 'why' },
  ],
  ['train@forest: why', { metrics: ['train@forest'], reason: 'why' }],
  ['Genauigkeit der Stufe: weil’s so ist', { metrics: ['Genauigkeit der Stufe'], reason: 'weil’s so ist' }],
  ['accuracy: \u202ewhy\u0007', { metrics: ['accuracy'], reason: String.raw`\u202ewhy\x07` }],
])('the request %j is read', (text, wish) => {
  expect(parseAcceptRequest(text)).toEqual(wish)
})

test.each([
  '',
  ':',
  'accuracy',
  'accuracy:',
  'accuracy:why',
  'accuracy: …',
  ', : why',
  '@1a2b3c4: why',
  'accuracy @1a2b3: why',
  'accuracy @main: why',
  `accuracy @${'0'.repeat(65)}: why`,
])('the request %j is rejected with the right form', (text) => {
  expect(parseAcceptRequest(text)).toEqual({
    refusal: expect.stringContaining('write `/dvc-ci accept METRIC: REASON`') as string,
  })
})

test('a long reason of a request is shortened', () => {
  expect(parseAcceptRequest(`accuracy: ${'x'.repeat(5_000)}`)).toMatchObject({
    reason: expect.stringMatching(/^x{200,}…x{200,}$/) as string,
  })
})
