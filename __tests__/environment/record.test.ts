import fc from 'fast-check'
import { environmentChanges, environmentsOfJobs, parseRecord, recordText } from '../../src/environment/record.js'

const ENVIRONMENT = { python: '3.12.1', system: 'Ubuntu 24.04, x64', packages: { numpy: '2.1.0', six: '1.0' } }

test('an environment has one text, whatever the order of its packages, and is read from it', () => {
  const text = recordText(ENVIRONMENT)
  expect(recordText({ ...ENVIRONMENT, packages: { six: '1.0', numpy: '2.1.0' } })).toBe(text)
  expect(parseRecord(text)).toEqual(ENVIRONMENT)
  const plain = fc.string({ maxLength: 20 }).filter((text) => text !== '__proto__')
  fc.assert(
    fc.property(fc.dictionary(plain, plain), (packages) => {
      expect(parseRecord(recordText({ system: 'x', packages }))).toEqual({ system: 'x', packages: { ...packages } })
    }),
  )
})

test('a text that is no environment is none', () => {
  const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`p${index}`, '1']))
  for (const text of [
    '',
    '{',
    '[]',
    '{"packages": {}}',
    '{"system": 1, "packages": {}}',
    '{"system": "x", "packages": {"a": 1}}',
  ])
    expect(parseRecord(text)).toBeUndefined()
  expect(parseRecord(JSON.stringify({ system: 'x', packages: many }))).toBeUndefined()
})

test('two environments differ by Python, system, container and packages', () => {
  const { python, ...rest } = ENVIRONMENT
  expect(environmentChanges(ENVIRONMENT, ENVIRONMENT)).toEqual([])
  expect(
    environmentChanges(ENVIRONMENT, {
      ...rest,
      system: 'Debian 12, x64',
      container: 'a@b',
      packages: { numpy: '2.2.0' },
    }),
  ).toEqual([
    { name: 'Python', value: null, baseline: python },
    { name: 'container', value: 'a@b', baseline: null },
    { name: 'operating system', value: 'Debian 12, x64', baseline: 'Ubuntu 24.04, x64' },
    { name: 'numpy', value: '2.2.0', baseline: '2.1.0' },
    { name: 'six', value: null, baseline: '1.0' },
  ])
})

test('of the environments of jobs, those that differ from the first are told once, with their jobs', () => {
  const newer = { ...ENVIRONMENT, packages: { numpy: '2.2.0', six: '1.0' } }
  const jobs = [ENVIRONMENT, newer, { ...ENVIRONMENT, cpu: 'another processor' }, newer].map((environment, index) => ({
    job: `${index}`,
    environment,
  }))
  expect(environmentsOfJobs(jobs)).toEqual({
    first: ENVIRONMENT,
    others: [{ jobs: ['1', '3'], changed: [{ name: 'numpy', value: '2.2.0', baseline: '2.1.0' }] }],
  })
  expect(environmentsOfJobs([])).toBeUndefined()
  const gpu = { ...ENVIRONMENT, cpu: 'one', gpu: ['two, driver 3'] }
  expect(parseRecord(JSON.stringify(gpu))).toEqual(gpu)
  expect(parseRecord(JSON.stringify({ ...gpu, gpu: 'two' }))).toBeUndefined()
})
