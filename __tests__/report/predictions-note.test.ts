import { unusedPredictions } from '../../src/report/predictions-note.js'

const unlike = (name: string) => ({ name, value: 0.91, given: 0.89 })

test.each<[string, Parameters<typeof unusedPredictions>[1], string]>([
  ['nothing is lacking', { metrics: [{ name: 'accuracy', value: 0.91 }] }, ''],
  ['the table was not read', { unread: 'it has no rows', unsliced: 'x' }, 'p.csv gives no intervals: it has no rows.'],
  [
    'a metric has another value',
    { metrics: [unlike('accuracy')] },
    'p.csv gives no interval of accuracy (the evaluation says 0.91, and the predictions give 0.89).',
  ],
  [
    'many metrics have another value',
    { metrics: ['a', 'b', 'c', 'd', 'e'].map(unlike) },
    expect.stringMatching(/^p\.csv gives no interval of a \(.*, c \([^)]*\) and 2 more\.$/),
  ],
  [
    'rows have no partners and a column has too many values',
    { unpaired: 'no `key` of the rows is given', unsliced: 'its column id has more than 200 values' },
    'p.csv gives no intervals of changes: no `key` of the rows is given. p.csv gives not all slices: its column id has more than 200 values.',
  ],
])('the note about predictions where %s', (_, given, expected) => {
  expect(unusedPredictions('p.csv', given)).toEqual(expected)
})
