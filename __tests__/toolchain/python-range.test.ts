import { parsePythonRange } from '../../src/toolchain/python-range.js'

it.each([
  ['>=3.13', '3.11.2', false],
  ['>=3.13', '3.13.0', true],
  ['>=3.9,<3.12', '3.12.1', false],
  ['>=3.9, <3.12', '3.11.9', true],
  ['^3.9', '3.8.10', false],
  ['^3.9', '3.13.1', true],
  ['~3.10', '3.11.0', false],
  ['~=3.10', '3.12.0', true],
  ['==3.11.*', '3.11.4', true],
  ['!=3.11.*', '3.11.4', false],
  ['^3.9 || ^4.0', '4.1.0', true],
])('the range %s and Python %s: %s', (text, version, fits) => {
  expect(parsePythonRange(text, 'pyproject.toml')?.allows(version)).toBe(fits)
})

it('a range that is no specifier is left to the installer, and a range names a version to set up', () => {
  expect(parsePythonRange('three', 'pyproject.toml')).toBeUndefined()
  expect(parsePythonRange('>=3.13', 'pyproject.toml')).toMatchObject({ text: '>=3.13', example: '3.13' })
})
