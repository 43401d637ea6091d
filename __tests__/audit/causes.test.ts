import { describe, expect, test } from '@jest/globals'
import { causesOf } from '../../src/audit/causes.js'

/** 2026-01-01 in seconds. */
const NOW = 1_767_225_600
const of = (first: string, second: string, signs: string[] = []) =>
  causesOf({ at: 'line', tokens: [first, second], signs }, NOW)

describe('the usual causes of a difference', () => {
  test.each([
    ['clocks', '12:30:01', '12:30:02', ['time']],
    ['dates', 'built 2026-01-01', 'built 2026-01-02', ['time']],
    ['seconds of now', '1767225601', '1767225602.5', ['time']],
    ['nanoseconds of now', '1767225601123456789', '1767225601223456789', ['time']],
    ['seconds in a text', 'built 1767225601 here', 'built 1767225602 here', ['time']],
    ['a date that is the same, beside numbers', '2026-01-01 0.5', '2026-01-01 0.7', ['random']],
    ['digits of a fraction that could be a date', '0.20190312', '0.20190313', ['random']],
    ['numbers with the same digits', '1.5', '15', ['random']],
    ['a ratio', '3:10', '3:11', ['random']],
    ['numbers of ten digits that are no time', '1234567890', '1234567891', ['random']],
    ['decimal signs', '1,234.5', '1.234,5', ['number-format']],
    ['numbers', 'w = 0.12', 'w = 0.13', ['random']],
    ['other words', 'cat', 'dog', []],
    ['numbers in other words', 'cat 1', 'dog 2', []],
  ])('%s', (_, first, second, kinds) => {
    expect(of(first, second)).toEqual(kinds)
  })

  test('signs of the reader count, and then numbers are no sign of a random seed', () => {
    expect(of('1, 2', '2, 1', ['order'])).toEqual(['order'])
    expect(of('12:30:01', '12:31:01', ['folder'])).toEqual(['folder', 'time'])
    expect(of('w 1', 'w 2', ['folder'])).toEqual(['folder', 'random'])
  })

  test('a difference without texts and signs has no cause', () => {
    expect(causesOf({ at: 'byte', signs: ['unknown'] }, NOW)).toEqual([])
  })
})
