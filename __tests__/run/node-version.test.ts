import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { isTooOld, OLDEST_NODE } from '../../src/run/node-version.js'

test.each([
  ['18.20.8', true],
  ['20.18.3', true],
  ['20.19.0', false],
  ['24.1.0', false],
])('Node %s is too old: %p', (version, expected) => {
  expect(isTooOld(version)).toBe(expected)
})

test('the oldest Node is that of package.json', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } }
  expect(engines.node).toBe(`>=${OLDEST_NODE.major}.${OLDEST_NODE.minor}`)
})
