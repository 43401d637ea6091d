import { describe, expect, test } from '@jest/globals'
import type { Cause } from '../../../src/report/report.js'
import { driftedStages, driftReason, ownChanges } from '../../../src/steps/environment/drift-verdicts.js'
import type { Project } from '../../../src/steps/project/project.js'

const FILE: Cause = { kind: 'code', path: 'uv.lock', message: 'uv.lock has changed' }
const CODE: Cause = { kind: 'code', path: 'train.py', message: 'train.py changed' }
const ABOVE: Cause = { kind: 'upstream', message: 'prepare, which it needs, is stale' }

/** A project whose one stale stage has these causes. */
function project(causes: Cause[], deps: string[] = []): Project {
  const stages = [{ name: 'train', verdict: 'stale', causes }]
  const graph = { stage: () => ({ deps: deps.map((path) => ({ path })) }) }
  return { run: { report: { stages } }, graph } as unknown as Project
}

describe('stages that only a file of the environment makes stale', () => {
  test.each([
    ['the file alone', [FILE], [], true],
    ['the file, and a stage above', [ABOVE, FILE], [], true],
    ['a stage above alone', [ABOVE], [], false],
    ['code too', [FILE, CODE], [], false],
    ['a file that the stage declares', [FILE], ['uv.lock'], false],
  ])('%s', (_, causes, deps, isDrifted) => {
    const stale = project(causes, deps)
    expect(driftedStages(stale)).toEqual(isDrifted ? ['train'] : [])
    expect(driftReason(stale)).toEqual(isDrifted ? expect.stringContaining('made train stale') : undefined)
  })

  test('a finding names the file, and not the stage above', () => {
    expect(ownChanges({ name: 'train', verdict: 'stale', causes: [ABOVE, FILE] })).toEqual([FILE])
  })
})
