import { createHash } from 'node:crypto'
import type { FanOutJobReport } from './fan-out-report.js'
import type { Report } from './report.js'

/** The outputs of a build on several machines; empty in every other mode. */
export interface FanOutOutputs {
  levels: string
  matrices: string
  plan: string
  artifacts: string
  fragment: string
}

/** Characters of a job's name in the list of jobs. */
const LONGEST_LABEL = 80

/** The outputs that a workflow needs to run jobs: from `plan` the matrix of each level, from `stage` the fragment file. */
export function fanOutOutputs({ mode, fanout, source }: Pick<Report, 'mode' | 'fanout' | 'source'>): FanOutOutputs {
  if (mode !== 'plan') return { levels: '', matrices: '', plan: '', artifacts: '', fragment: fanout?.fragment ?? '' }
  const { plan, jobs } = fanout ?? { jobs: [] }
  if (plan === undefined) return { levels: '0', matrices: '[]', plan: '', artifacts: '', fragment: '' }
  const levels = Math.max(0, ...jobs.map(({ level }) => level))
  const matrices = Array.from({ length: levels }, (_, index) => ({
    include: jobs.filter(({ level }) => level === index + 1).map(matrixEntry),
  }))
  return {
    levels: String(levels),
    matrices: JSON.stringify(matrices),
    plan,
    artifacts: artifactPrefix(plan, source.sha),
    fragment: '',
  }
}

function matrixEntry({ id, stages, runs_on: runsOn, container }: FanOutJobReport): Record<string, unknown> {
  const label = stages.join(', ')
  // If the jobs of a matrix had different keys, some would be undefined, which an expression treats as empty too.
  return {
    job: id,
    stages: label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 2)} …` : label,
    'runs-on': runsOn ?? 'ubuntu-latest',
    container: container ?? '',
  }
}

/** Two builds of one workflow run (of two projects, for example) must not use each other's artifacts. */
function artifactPrefix(plan: string, sha: string): string {
  return `dvc-ci-${createHash('sha256').update(`${sha}\n${plan}`).digest('hex').slice(0, 10)}`
}
