import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { renderJunit } from '../../src/report/junit.js'
import { emptyReport, type Report } from '../../src/report/report.js'
import { readRunnerLog } from '../run/runner-log.js'
import { anyCharacter } from '../support/any-text.js'
import { examples } from '../support/turn.js'
import { fullReport, HOSTILE } from './sample.js'

const source = fullReport().source

/** The test case of a name, with all that is in it. */
function caseOf(xml: string, name: string): string {
  return new RegExp(`<testcase name="${name}"[^]*?(?:/>|</testcase>)`).exec(xml)?.[0] ?? ''
}

describe('the report as JUnit XML', () => {
  const xml = renderJunit(fullReport())

  test('counts the test cases of each suite, and of the whole', () => {
    expect(xml).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="dvc-ci validate" time="205\.052" /,
    )
    for (const [, name, tests, failures] of xml.matchAll(/<testsuite name="([^"]+)" tests="(\d+)" failures="(\d+)"/g)) {
      const suite = new RegExp(`<testsuite name="${name}"[^]*?</testsuite>`).exec(xml)?.[0] ?? ''
      expect([name, suite.match(/<testcase/g)?.length, suite.match(/<failure/g)?.length ?? 0]).toEqual([
        name,
        Number(tests),
        Number(failures),
      ])
    }
  })

  test.each<[string, RegExp]>([
    ['validate', /<failure message="accuracy 0\.91 is below/],
    ['unit', /<failure message="&#39;pytest -q tests\/unit&#39; failed">tests\/test_a\.py&#58;:test_b FAILED/],
    ['train@forest', /<failure message="stale; code: src\/train\.py changed/],
    ['prepare', /<system-out>unchanged</],
    ['accuracy min: 0.95', /<failure/],
    ['latency_ms max: 200', /<system-out>warning: /],
    ['f1 min: 0.5', /<system-out>f1 0\.6 is at least/],
    ['data/a.csv, data/b.csv', /<failure message="it has 3 bytes instead of 12">data\/a\.csv\.dvc:5</],
    ['not-pushed plots', /<system-out>notice: plots is declared/],
  ])('%s is a test case', (name, content) => {
    expect(caseOf(xml, name)).toMatch(content)
  })

  test('a finding of a stage is told once, with the stage', () => {
    expect(xml).not.toContain('stale-stage')
  })

  test.each<[Report['conclusion'], RegExp]>([
    ['success', /tests="1" failures="0" errors="0">/],
    ['failure', /tests="1" failures="1" errors="0">/],
    ['error', /tests="1" failures="0" errors="1">/],
    ['cancelled', /tests="1" failures="0" errors="1">/],
    ['unverified', /skipped="1"/],
    ['superseded', /skipped="1"/],
  ])('a run that ended early with %s has its verdict as a test case', (conclusion, counts) => {
    expect(renderJunit({ ...emptyReport('rebuild', source), conclusion })).toMatch(counts)
  })

  test('a stage that is stale only because of another one does not fail again', () => {
    const stages: Report['stages'] = [
      { name: 'train', verdict: 'stale', causes: [{ kind: 'code', message: 'train.py changed' }] },
      {
        name: 'evaluate',
        verdict: 'stale',
        causes: [{ kind: 'upstream', message: 'train, which it needs, is stale' }],
      },
    ]
    const text = renderJunit({ ...emptyReport('validate', source), stages })
    expect(caseOf(text, 'train')).toContain('<failure')
    expect(caseOf(text, 'evaluate')).toContain('<skipped')
  })

  test('no name or message gives a runner a command, or leaves its place', () => {
    const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: anyCharacter }), fc.string())
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = renderJunit({
          ...emptyReport('validate', source),
          conclusion: 'failure',
          message: text,
          checks: [{ name: text, command: text, conclusion: 'failure', seconds: 1, log: text }],
          lint: [{ rule: text, path: text, line: 3, severity: 'error', message: text, fix: text }],
        })
        expect(readRunnerLog(shown).commands).toEqual([])
        expect(shown.match(/<testcase/g)).toHaveLength(3)
        expect(shown).not.toMatch(/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/)
        expect(shown).not.toMatch(/\p{Surrogate}/u)
      }),
      { numRuns: examples(300) },
    )
  })
})
