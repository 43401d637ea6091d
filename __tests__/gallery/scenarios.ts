import type { Conclusion } from '../../src/report/report.js'

/** One situation of a team, which the gallery shows on every surface. */
export interface Scenario {
  /** Begins the names of its pictures. */
  id: string
  title: string
  /** What happened, in one sentence. */
  story: string
  mode: 'validate' | 'rebuild' | 'rollback'
  expects: Expectation
}

/** What the report of a scenario must say. The gallery is not made from a report that says something else. */
export interface Expectation {
  conclusion: Conclusion
  exit: number
  /** Some of the signs of the report (album.ts). */
  signs: readonly string[]
}

const passes = (...signs: string[]): Expectation => ({ conclusion: 'success', exit: 0, signs })
const fails = (...signs: string[]): Expectation => ({ conclusion: 'failure', exit: 1, signs })

/** The scenarios, in the order of the gallery. */
export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'passed',
    title: 'Passed',
    story: 'The pull request changes a test and no stage: nothing has to be reproduced, and no metric moves.',
    mode: 'validate',
    expects: passes('all unchanged'),
  },
  {
    id: 'better',
    title: 'Better',
    story: 'The author trained a forest of 120 trees in place of 100, and pushed its data: the metrics are better.',
    mode: 'validate',
    expects: passes('all unchanged', 'better accuracy'),
  },
  {
    id: 'gate-closed',
    title: 'Gate closed',
    story: 'The author trained a forest of four trees: everything is in step, and the model is too bad.',
    mode: 'validate',
    expects: fails('policy accuracy', 'policy f1_macro'),
  },
  {
    id: 'changed-data',
    title: 'Changed data',
    story:
      'The author trained on a new export of the digits, which lost a tenth of them: the metrics pass, and a rule on the rows of the data fails.',
    mode: 'validate',
    expects: fails('policy data/digits.csv:rows'),
  },
  {
    id: 'stale',
    title: 'Stale',
    story: 'The author changed a parameter and did not run `dvc repro`, so the model is from before the change.',
    mode: 'validate',
    expects: fails('stale train@forest', 'finding stale-stage'),
  },
  {
    id: 'not-pushed',
    title: 'Not pushed',
    story: 'The author trained a better model and forgot `dvc push`, so the remote does not have it.',
    mode: 'validate',
    expects: fails('missing models/forest.joblib', 'missing models/model.joblib'),
  },
  {
    id: 'claim',
    title: 'Claim',
    story: 'The author edited the accuracy in `metrics.json` by hand, and DVC took it for the output of a stage.',
    mode: 'validate',
    expects: fails('finding metric-claim'),
  },
  {
    id: 'conflict',
    title: 'Conflict',
    story: 'The author merged `main` and committed the conflict markers that Git left in `dvc.lock`.',
    mode: 'validate',
    expects: fails('conflict in dvc.lock'),
  },
  {
    id: 'first-build',
    title: 'First build',
    story: 'A new project is pushed to `main` for the first time: no official model exists yet.',
    mode: 'rebuild',
    expects: passes('all ran', 'commit', 'version 1'),
  },
  {
    id: 'rebuild',
    title: 'Rebuild',
    story:
      'The pull request is merged: the official model is built from source data, pushed, committed and registered.',
    mode: 'rebuild',
    expects: passes('all ran', 'commit', 'version 6'),
  },
  {
    id: 'rollback',
    title: 'Rollback',
    story: 'The new version disappoints, and the team goes back to the version before it.',
    mode: 'rollback',
    expects: passes('commit'),
  },
]

/** A surface as the gallery shows it. */
export interface Surface {
  /** Ends the names of its pictures. */
  id: 'comment' | 'comment-open' | 'summary' | 'page' | 'page-dark' | 'phone' | 'terminal-80' | 'terminal-100'
  title: string
}

/** The surfaces, in the order of the gallery. */
export const SURFACES: readonly Surface[] = [
  { id: 'comment', title: 'Comment' },
  { id: 'comment-open', title: 'Unfolded comment' },
  { id: 'page', title: 'Page' },
  { id: 'page-dark', title: 'Dark page' },
  { id: 'phone', title: 'Page on a phone' },
  { id: 'summary', title: 'Job summary' },
  { id: 'terminal-80', title: 'Terminal of 80 columns' },
  { id: 'terminal-100', title: 'Terminal of 100 columns' },
]

/** The file of a picture, in `docs/gallery/`. */
export function pictureName(scenario: Pick<Scenario, 'id'>, surface: Pick<Surface, 'id'>): string {
  return `${scenario.id}-${surface.id}.webp`
}
