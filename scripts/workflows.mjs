// The reusable workflows with repeated jobs. scripts/generate.mjs writes them.
import { IDENTITY_INPUTS, loginSteps, permissionLines } from './workflows/identity.mjs'

const CHECKOUT = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0'
const PYTHON = 'actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0'
const UPLOAD = 'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2'
const DOWNLOAD = 'actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0'
const OURS = 'dvc-ci/dvc-ci@v1'

const expression = (text) => `\${{ ${text} }}`
const indent = (text, by) =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(by) + line))
    .join('\n')

const checkout = ({ depth, credentials }) => `- uses: ${CHECKOUT}
  with: { fetch-depth: ${depth}, persist-credentials: ${credentials} }
`
const python = `- if: inputs.python-version != ''
  uses: ${PYTHON}
  with:
    python-version: ${expression('inputs.python-version')}
`
const common = `working-directory: ${expression('inputs.working-directory')}
dvc-version: ${expression('inputs.dvc-version')}
dvc-lock: ${expression('inputs.dvc-lock')}
remote: ${expression('inputs.remote')}
remote-config: ${expression('secrets.remote-config')}
import-token: ${expression('secrets.import-token')}
`
const ours = (id, given, more = '') => `- uses: ${OURS}
  id: ${id}
${more}  with:
${indent(given + common, 4)}`

/** Fragments of one build, apart from other artifacts of the workflow run. */
const download = (prefix) => `- uses: ${DOWNLOAD}
  with:
    pattern: ${prefix}-*
    path: ${expression('runner.temp')}/fragments
    merge-multiple: true
`

/** The credentials of the MLflow server, for each step that tracks. */
const MLFLOW = `  env:
    MLFLOW_TRACKING_TOKEN: ${expression('secrets.mlflow-tracking-token')}
    MLFLOW_TRACKING_USERNAME: ${expression('secrets.mlflow-tracking-username')}
    MLFLOW_TRACKING_PASSWORD: ${expression('secrets.mlflow-tracking-password')}
`

/** What only the job that publishes a build has: the key of its signature, and the token of the Hugging Face Hub. */
const PUBLISHING_SECRETS = {
  'signing-key': 'Private key (PEM) that signs the build; without it, the identity of the workflow run signs',
  'hf-token': 'Token of the Hugging Face Hub, for the setting hub',
}

function level(number, identity) {
  const needs = number === 1 ? '[plan]' : `[plan, level-${number - 1}]`
  const steps = [
    checkout({ depth: 1, credentials: false }),
    `- if: matrix.container != ''\n  run: git config --global --add safe.directory "$GITHUB_WORKSPACE"\n`,
    python,
    // The outputs of stages go to the next machine through the remote.
    loginSteps(identity, 'write'),
    ...(number === 1 ? [] : [download(expression('needs.plan.outputs.artifacts'))]),
    ours(
      'dvc-ci',
      `mode: stage
plan: ${expression('needs.plan.outputs.plan')}
job: ${expression('matrix.job')}
fragments: ${expression('runner.temp')}/fragments
setup: ${expression('inputs.setup')}
jobs: ${expression('inputs.jobs')}
${lines(TRACKING)}`,
      MLFLOW,
    ),
    `- if: always() && steps.dvc-ci.outputs.fragment != ''
  uses: ${UPLOAD}
  with:
    name: ${expression('needs.plan.outputs.artifacts')}-${expression('matrix.job')}
    path: ${expression('steps.dvc-ci.outputs.fragment')}
    if-no-files-found: error
    # A job that runs again hands on anew.
    overwrite: true
`,
  ]
  return `level-${number}:
  name: ${expression('matrix.stages')}
  needs: ${needs}
  if: ${number === 1 ? expression('needs.plan.outputs.levels >= 1') : expression(`!cancelled() && !failure() && needs.plan.outputs.levels >= ${number}`)}
  strategy:
    # What runs beside a job that fails is kept, so that only that one has to run again.
    fail-fast: false
    # All that a matrix may have, as GitHub does unasked: other runners (act) run four jobs at a time.
    max-parallel: 256
    matrix: ${expression(`fromJSON(needs.plan.outputs.matrices)[${number - 1}]`)}
  runs-on: ${expression('matrix.runs-on')}
  container: ${expression('matrix.container')} # zizmor: ignore[unpinned-images] the project's dvc.yaml names it
  timeout-minutes: ${expression('inputs.timeout-minutes')}
  # The code of the stages never sees a token that can write.
  ${permissionLines(identity, ['contents: read']).replace(/\n {2}/g, '\n')}
  steps:
${indent(steps.join(''), 4)}`
}

const PROJECT = {
  'working-directory': ['string', '', 'Folder of the DVC project'],
}
const PYTHON_INPUT = { 'python-version': ['string', '3.12', "Python of the stages; empty for the machine's own"] }
const SETUP = { setup: ['string', '', "Shell line that installs the project's packages; empty: detected"] }
const DVC = {
  'dvc-version': ['string', '', 'Required version of DVC'],
  'dvc-lock': ['string', '', 'Requirements file with the hashes of DVC and its packages'],
  remote: ['string', '', 'The DVC remote'],
}
const JOBS = { jobs: ['string', '', 'Number of parallel stages on one machine'] }
const RUNNER = {
  'runs-on': [
    'string',
    '',
    'Label of the runner of stages that ask for none (or several, with commas; one with machines: one); empty: ubuntu-latest',
  ],
}
const PUBLISHING = { commit: ['string', '', 'How dvc-ci publishes the build'], tag: ['string', '', 'Tag of the build'] }
/** The planning job opens the run in MLflow, the jobs log into it, the last one ends it. */
const TRACKING = { 'tracking-uri': ['string', '', 'Address of the MLflow server'] }
const TIMEOUT = { 'timeout-minutes': ['number', 360, 'Time limit of one job'] }
const machines = (usual, description) => ({ machines: ['string', usual, description] })

/** Inputs of a workflow that its steps get under the same names. */
const lines = (inputs) =>
  Object.keys(inputs)
    .map((name) => `${name}: ${expression(`inputs.${name}`)}\n`)
    .join('')

/** True if other machines have run stages. A skipped job has no outputs on GitHub, but act keeps the expressions. */
const SPREAD = "inputs.machines != 'one' && needs.plan.outputs.plan != ''"

/**
 * The work of each workflow on several machines. `planned` are inputs of the planning job, `ended` of the job after the
 * last stage; both also get the inputs that decide on the whole. `one` is the mode of the last job if there is no
 * fan-out, and its condition.
 */
const FANNED = {
  rebuild: {
    comment:
      'The official build with its stages on several machines. Guide: docs/recipes.md, "One pipeline on many machines".',
    machines: machines(
      'many',
      'many, or one: everything in one job, whose stages then run beside a token that can push',
    ),
    planned: { force: ['string', '', 'Stages to run even if nothing changed: all, none or names'] },
    both: { ...PUBLISHING, release: ['string', '', 'true: build a branch that a rollback holds'] },
    ended: {},
    permissions: { plan: ['contents: write'], end: ['contents: write', 'pull-requests: write'] },
    pushes: true,
    when: "inputs.machines == 'one' || needs.plan.outputs.plan != ''",
    mode: "inputs.machines == 'one' && 'rebuild' || 'collect'",
    commit: true,
  },
  retrain: {
    comment:
      'Training on demand, published like a rebuild, with its stages on several machines. Guide: docs/recipes.md, "A retraining on many machines".',
    machines: machines(
      'many',
      'many, or one: everything in one job, whose stages then run beside a token that can push',
    ),
    planned: {
      stages: ['string', '', 'Stages to run by force: all, or names with commas'],
      params: ['string', '', 'Parameters, such as train.C=0.5'],
      data: ['string', '', 'New data: path=from replaces, path+=from appends'],
      reason: ['string', '', 'Reason of the retraining'],
      update: ['string', '', 'Update imports first: auto, true or false'],
    },
    both: PUBLISHING,
    ended: {
      better: ['string', '', 'Metrics in which the result must be better than the published model'],
    },
    permissions: { plan: ['contents: write'], end: ['contents: write', 'pull-requests: write'] },
    pushes: true,
    when: "inputs.machines == 'one' || needs.plan.outputs.plan != ''",
    mode: "inputs.machines == 'one' && 'retrain' || 'collect'",
    commit: true,
  },
  validate: {
    comment:
      'Validation of a pull request, with its stale stages on several machines on request. Guide: docs/recipes.md, "A pull request on many machines".',
    machines: machines(
      'one',
      'one, or many: with stale: run, the stages that a change made stale run on machines of their own',
    ),
    runner: { 'runs-on': ['string', '', 'Label of the runner; empty: ubuntu-latest'] },
    planned: {},
    both: {
      stale: ['string', '', 'Effect of stale stages: fail or run'],
      pull: ['string', '', 'Data to download: all, needed or none'],
    },
    ended: {
      evaluate: ['string', '', 'auto, none, or stages'],
      baseline: ['string', '', 'Metrics that a change is compared with'],
    },
    permissions: { plan: ['contents: read'], end: ['contents: read', 'pull-requests: write'] },
    pushes: false,
    // This job runs after any result of the plan: the pull request gets its verdict, and a required check is never
    // skipped.
    when: undefined,
    mode: `${SPREAD} && 'collect' || 'validate'`,
    commit: false,
  },
}

/**
 * A reusable workflow whose stages run on several machines, with so many levels.
 * @param identity true for the one whose jobs log in to a cloud with the identity of the workflow run
 */
export function fannedWorkflow(flow, levels, identity = false) {
  const login = identity ? flow : undefined
  const {
    comment,
    machines: choice,
    runner = RUNNER,
    planned,
    both,
    ended,
    permissions,
    pushes,
    when,
    mode,
    commit,
  } = FANNED[flow]
  const inputs = {
    ...PROJECT,
    ...choice,
    ...runner,
    ...PYTHON_INPUT,
    ...SETUP,
    ...DVC,
    ...planned,
    ...JOBS,
    ...both,
    ...ended,
    ...TRACKING,
    ...TIMEOUT,
    ...(identity ? IDENTITY_INPUTS[flow] : {}),
  }
  const secrets = {
    'remote-config': 'Options of the DVC remote, as key=value lines',
    'import-token': 'Tokens of private repositories that dvc import names, as HOST=TOKEN lines',
    'mlflow-tracking-token': 'Token of the MLflow server',
    'mlflow-tracking-username': 'User of the MLflow server',
    'mlflow-tracking-password': 'Password of the MLflow server',
    ...(pushes ? PUBLISHING_SECRETS : {}),
  }
  const kept = { depth: 0, credentials: pushes }
  return `# Made by scripts/generate.mjs from scripts/workflows.mjs: change it there.
# ${comment}${identity ? '\n# Its jobs log in to a cloud without a stored key. Guide: docs/recipes.md, "Clouds without a stored key".' : ''}
name: ${flow}
on:
  workflow_call:
    inputs:
${Object.entries(inputs)
  .map(
    ([name, [type, value, description]]) =>
      `      ${name}: { type: ${type}, default: ${JSON.stringify(value)}, description: ${JSON.stringify(description)} }`,
  )
  .join('\n')}
    secrets:
${Object.entries(secrets)
  .map(([name, description]) => `      ${name}: { required: false, description: ${JSON.stringify(description)} }`)
  .join('\n')}
    outputs:
      conclusion: { value: "${expression(`jobs.${flow}.outputs.conclusion || jobs.plan.outputs.conclusion`)}", description: "success, unverified, failure, superseded, cancelled or error" }
${commit ? `      commit: { value: "${expression(`jobs.${flow}.outputs.commit`)}", description: "Commit of the official build" }\n` : ''}permissions: {}
jobs:
  plan:
    name: plan
    if: ${expression("inputs.machines != 'one'")}
    runs-on: ubuntu-latest
${pushes ? `    # It pushes nothing to the branch: it proves that the result may be pushed, before any machine is rented.\n` : ''}    ${permissionLines(login, permissions.plan)}
    outputs:
      conclusion: ${expression('steps.dvc-ci.outputs.conclusion')}
      levels: ${expression('steps.dvc-ci.outputs.levels')}
      matrices: ${expression('steps.dvc-ci.outputs.matrices')}
      plan: ${expression('steps.dvc-ci.outputs.plan')}
      artifacts: ${expression('steps.dvc-ci.outputs.artifacts')}
    steps:
${indent(
  checkout(kept) +
    loginSteps(login, 'write') +
    ours(
      'dvc-ci',
      `mode: plan
plan-for: ${flow}
runs-on: ${expression('inputs.runs-on')}
${lines({ ...planned, ...both, ...TRACKING })}`,
      MLFLOW,
    ),
  6,
)}${Array.from({ length: levels }, (_, index) => indent(level(index + 1, login), 2)).join('')}  ${flow}:
    name: ${flow}
    needs: [plan, level-${levels}]
    # It also tells which job failed${pushes ? ', and commits nothing then' : ''}.
    if: ${expression(when === undefined ? '!cancelled()' : `!cancelled() && (${when})`)}
    runs-on: ${expression(`${flow === 'validate' ? '' : "inputs.machines == 'one' && "}inputs.runs-on || 'ubuntu-latest'`)}
    timeout-minutes: ${expression('inputs.timeout-minutes')}
    ${permissionLines(login, permissions.end)}
    outputs:
      conclusion: ${expression('steps.dvc-ci.outputs.conclusion')}
${commit ? `      commit: ${expression('steps.dvc-ci.outputs.commit')}\n` : ''}    steps:
${indent(
  checkout(kept) +
    python +
    loginSteps(login, flow === 'validate' ? 'read' : 'write') +
    `- if: ${SPREAD}\n${download(expression('needs.plan.outputs.artifacts')).replace('- uses', '  uses')}` +
    ours(
      'dvc-ci',
      `mode: ${expression(mode)}
plan: ${expression('needs.plan.outputs.plan')}
fragments: ${expression('runner.temp')}/fragments
setup: ${expression('inputs.setup')}
${lines({ ...planned, ...JOBS, ...both, ...ended, ...TRACKING })}${pushes ? `signing-key: ${expression('secrets.signing-key')}\n` : ''}`,
      pushes ? `${MLFLOW}    HF_TOKEN: ${expression('secrets.hf-token')}\n` : MLFLOW,
    ),
  6,
)}`
}

/** rollback.yml: one job with the action. */
export function singleWorkflow(mode, { permissions, inputs, credentials, comment }, identity = false) {
  const login = identity ? mode : undefined
  const own = {
    'working-directory': ['string', '', 'Folder of the DVC project'],
    'runs-on': ['string', 'ubuntu-latest', 'Label of the runner'],
    'python-version': ['string', '3.12', "Python of the project; empty for the machine's own"],
    'dvc-version': ['string', '', 'Required version of DVC'],
    'dvc-lock': ['string', '', 'Requirements file with the hashes of DVC and its packages'],
    remote: ['string', '', 'The DVC remote'],
    ...inputs,
    'timeout-minutes': ['number', 360, 'Time limit of the job'],
    ...(identity ? IDENTITY_INPUTS[mode] : {}),
  }
  const fixed = [
    'working-directory',
    'runs-on',
    'python-version',
    'dvc-version',
    'dvc-lock',
    'remote',
    'timeout-minutes',
    ...Object.keys(identity ? IDENTITY_INPUTS[mode] : {}),
  ]
  const given = Object.keys(own)
    .filter((name) => !fixed.includes(name))
    .map((name) => `${name}: ${expression(`inputs.${name}`)}\n`)
    .join('')
  return `# Made by scripts/generate.mjs from scripts/workflows.mjs: change it there.
# ${comment}${identity ? '\n# Its job logs in to a cloud without a stored key. Guide: docs/recipes.md, "Clouds without a stored key".' : ''}
name: ${mode}
on:
  workflow_call:
    inputs:
${Object.entries(own)
  .map(
    ([name, [type, value, description]]) =>
      `      ${name}: { type: ${type}, default: ${JSON.stringify(value)}, description: ${JSON.stringify(description)} }`,
  )
  .join('\n')}
    secrets:
      remote-config: { required: false, description: "Options of the DVC remote, as key=value lines" }
      import-token: { required: false, description: "Tokens of private repositories that dvc import names, as HOST=TOKEN lines" }
    outputs:
      conclusion: { value: "${expression(`jobs.${mode}.outputs.conclusion`)}", description: "success, unverified, failure, superseded, cancelled or error" }
permissions: {}
jobs:
  ${mode}:
    name: ${mode}
    runs-on: ${expression('inputs.runs-on')}
    timeout-minutes: ${expression('inputs.timeout-minutes')}
    ${permissionLines(login, permissions)}
    outputs:
      conclusion: ${expression('steps.dvc-ci.outputs.conclusion')}
    steps:
${indent(checkout({ depth: 0, credentials }) + python + loginSteps(login, 'read') + ours('dvc-ci', `mode: ${mode}\n${given}`), 6)}`
}
