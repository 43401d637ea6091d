import type { Mode } from '../report/report.js'
import type { ImportToken } from './import-token.js'
import type { RuleName } from './rules.js'
import type {
  Baseline,
  BetterRule,
  Check,
  Evaluate,
  Force,
  Limit,
  NewData,
  NewParam,
  Noise,
  Policy,
  PredictionsTable,
  ProvenancePolicy,
  Settings,
} from './settings.js'
import type { TagPattern } from './tag-pattern.js'

/** The parsed value of each setting, by the name of its input and option. */
export interface Values {
  mode: 'auto' | Mode
  config: string | undefined
  'working-directory': string
  remote: string | undefined
  'remote-config': Record<string, string>
  'remote-timeout': number
  setup: Settings['setup']
  'setup-exports': Settings['setupExports']
  'dvc-version': string | undefined
  'dvc-lock': string | undefined
  jobs: number | undefined
  'keep-going': boolean
  checks: Check[]
  pull: { what: Settings['validate']['pull']; also: string[] }
  evaluate: Evaluate
  'evaluate-timeout': number
  stale: Settings['validate']['stale']
  verify: Settings['validate']['verify']
  wait: number
  drift: Settings['validate']['drift']
  baseline: Baseline
  tolerance: Limit
  thresholds: Policy[]
  repeat: number
  predictions: PredictionsTable[]
  noise: Noise | undefined
  'data-diff': Settings['data']['diff']
  'data-show': Settings['data']['show']
  'data-keys': Settings['data']['keys']
  'data-limit': number
  'data-timeout': number
  'data-memory': number
  when: Settings['rebuild']['when']
  force: Force
  commit: Settings['rebuild']['commit']
  tag: TagPattern[]
  'dry-run': boolean
  stages: Force | undefined
  params: NewParam[]
  data: NewData[]
  reason: string | undefined
  update: Settings['retrain']['update']
  better: BetterRule[]
  to: string | undefined
  targets: string[]
  restore: Settings['rollback']['restore']
  resume: boolean
  release: boolean
  'history-branch': string | undefined
  'history-page': string | undefined
  badges: string | undefined
  pulls: boolean
  card: string | undefined
  hub: string | undefined
  'github-release': boolean
  provenance: ProvenancePolicy
  'signing-key': string | undefined
  bundle: string | undefined
  'trusted-root': string | undefined
  'tracking-uri': string | undefined
  experiment: string | undefined
  model: string | undefined
  'model-path': string | undefined
  'model-artifact': Settings['mlflow']['artifact']
  alias: string | undefined
  'model-stage': string | undefined
  'model-owner': 'warn' | 'strict'
  'stage-run': Settings['mlflow']['stageRun']
  cleanup: boolean
  environment: string | undefined
  'deploy-command': string | undefined
  'deploy-event': string | undefined
  'deploy-workflow': string | undefined
  'deploy-rollback': boolean
  comment: Settings['github']['comment']
  'check-run': boolean
  images: Settings['github']['images']
  'images-branch': string
  token: string | undefined
  'repro-workflow': string
  'validate-workflow': string
  artifact: string | undefined
  'lint-off': RuleName[]
  'accepted-remotes': string[]
  'import-token': ImportToken[]
  'ssh-known-hosts': string | undefined
  'install-driver': boolean
  cache: Settings['cache']['use']
  'cache-limit': number
  report: string | undefined
  page: string | undefined
  yes: boolean
  plan: string | undefined
  job: string | undefined
  fragments: string | undefined
  'runs-on': string[]
  'plan-for': Settings['fanOut']['planFor']
  'audit-stages': string[] | undefined
  vary: Settings['audit']['vary']
  differences: Settings['audit']['differences']
  audit: Settings['rebuild']['audit']
  delete: boolean
  grace: number
  'keep-builds': number
  'keep-days': number
  projects: string[] | undefined
}

export type SettingName = keyof Values
