import { afterAll, expect, test } from '@jest/globals'
import { policiesChanged } from '../../../src/steps/datasets/policies-changed.js'
import type { Project } from '../../../src/steps/project/project.js'
import { commitAll, git, Lab, open, write } from '../../git/lab.js'

const lab = new Lab()
afterAll(() => lab.close())

const POLICIES = 'data/raw.csv:rows: { min: 10 }\naccuracy: { min: 0.9 }'
const WORKFLOW = `jobs:
  validate:
    steps:
      - uses: dvc-ci/dvc-ci@v1
        with:
          thresholds: |
            data/raw.csv:rows: { min: 10 }
            accuracy: { min: 0.9 }
`
/** Calls a workflow of another repository, which a commit there can change. */
const CALLER = 'jobs:\n  validate:\n    uses: acme/workflows/.github/workflows/validate.yml@main\n'

/** Whether the policies of the input may differ from those of the baseline, whose workflow has this text. */
async function changed(workflow: string, given: string, later: Record<string, string> = {}): Promise<boolean> {
  const clone = lab.clone(lab.server({ 'a.txt': 'a\n', '.github/workflows/ci.yml': workflow }))
  const base = git(clone, 'rev-parse', 'HEAD')
  write(clone, { 'a.txt': 'b\n', ...later })
  commitAll(clone, 'later')
  const settings = { event: { name: 'pull_request' }, metrics: { givenPolicies: given } }
  const run = { settings, report: { source: { sha: git(clone, 'rev-parse', 'HEAD') } } } as unknown as Project['run']
  const repository = await open(clone)
  return policiesChanged({ git: repository, directory: clone, inGit: (path) => path, run }, base)
}

test('policies that the workflow of the baseline gave as they are did not change', async () => {
  expect(await changed(WORKFLOW, `${POLICIES}\n`)).toBe(false)
})

test.each([
  ['a workflow of another repository gives', CALLER, POLICIES, {}],
  ['the workflow took from a variable', WORKFLOW.replace('min: 10', 'min: ${{ vars.ROWS }}'), POLICIES, {}],
  ['a commit of the change touches', WORKFLOW, POLICIES, { '.github/other.yml': 'a: 1\n' }],
  ['no YAML of the baseline has', '{ [', POLICIES, {}],
])('policies that %s may have changed', async (_, workflow, given, later) => {
  expect(await changed(workflow, given, later)).toBe(true)
})
