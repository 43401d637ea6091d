import { digestOf, placesIn, withoutPlaces } from './texts.js'

const PLACES = [
  ['/tmp/dvc-ci-a1/runner/digits', '/home/runner/work/digits/digits'],
  ['/tmp/dvc-ci-a1', '/home/runner'],
] as const

test('places of the machine are replaced, the longest first', () => {
  const text =
    'cannot read /tmp/dvc-ci-a1/runner/digits/metrics.json; see http://127.0.0.1:5000/#/runs and /tmp/dvc-ci-a1/x'
  const shown = withoutPlaces(text, PLACES)
  expect(shown).toBe(
    'cannot read /home/runner/work/digits/digits/metrics.json; see https://mlflow.example.org/#/runs and /home/runner/x',
  )
  expect([placesIn(text, PLACES), placesIn(shown, PLACES)]).toEqual([
    ['/tmp/dvc-ci-a1/runner/digits', '/tmp/dvc-ci-a1', '127.0.0.1', '/tmp/'],
    [],
  ])
})

test('a run that says the same has the same digest, whatever its times and hashes', () => {
  const of = (sha: string, time: string, words = 'passed') =>
    digestOf(`<b>${words}</b> ${sha} in ${time} <rect x="${time.length}.25%">`)
  expect(of('f040842', '40.8 s')).toBe(of('54287e406bb2', '12.2 s'))
  expect(of('f040842', '40.8 s')).not.toBe(of('f040842', '40.8 s', 'failed'))
})
