import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { hiddenVariables } from '../../src/run/child-environment.js'
import { entriesToClear, placeOfEnvironment } from '../../src/run/own-process.js'
import { anyCharacter } from '../support/any-text.js'

test('the environment is found in the status of a process whose name has spaces and brackets', () => {
  const fields = Array.from({ length: 50 }, (_, index) => String(index + 3))
  expect(placeOfEnvironment(`42 (a) b (c) ${fields.join(' ')}\n`)).toEqual([50, 51])
})

describe('entries to clear', () => {
  const name = fc.stringMatching(/^[A-Za-z_][\w-]{0,8}$/)
  const value = fc.string({ unit: anyCharacter, maxLength: 20 }).map((text) => text.replaceAll('\0', ''))

  test('exactly the named entries are cleared, with any value', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), fc.nat(), (entries, mask) => {
        const named = new Set(entries.filter((_, index) => (mask >> index) % 2 === 1).map(([key]) => key))
        const bytes = Buffer.from(entries.map(([key, text]) => `${key}=${text}\0`).join(''), 'utf8')
        for (const { at, length } of entriesToClear(bytes, named)) bytes.fill(0, at, at + length)
        const left = bytes.toString('utf8').split('\0')
        const whole = Buffer.from(entries.map(([key, text]) => `${key}=${text}\0`).join(''))
          .toString('utf8')
          .split('\0')
        expect(left.filter((text) => text !== '')).toEqual(
          whole.filter((text) => text !== '' && !named.has(text.slice(0, text.indexOf('=')))),
        )
      }),
    )
  })

  test('a value with the text of a named variable stays', () => {
    expect(entriesToClear(Buffer.from('A=TOKEN=x\0TOKEN=y\0B'), new Set(['TOKEN']))).toEqual([{ at: 10, length: 7 }])
  })
})

test('inputs, the tokens of the runner and the credentials of MLflow are hidden, an address without a password is not', () => {
  const env = {
    PATH: '/bin',
    INPUT_TOKEN: 'a',
    ACTIONS_RUNTIME_TOKEN: 'b',
    MLFLOW_TRACKING_PASSWORD: 'c',
    MLFLOW_TRACKING_URI: 'http://host',
  }
  expect(hiddenVariables(env)).toEqual(['INPUT_TOKEN', 'ACTIONS_RUNTIME_TOKEN', 'MLFLOW_TRACKING_PASSWORD'])
  expect(hiddenVariables({ MLFLOW_TRACKING_URI: 'http://a:b@host' })).toEqual(['MLFLOW_TRACKING_URI'])
})
