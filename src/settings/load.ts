import { relative, resolve } from 'node:path'
import { SetupError } from '../errors/errors.js'
import { nearest } from '../text/nearest.js'
import { type DriverFiles, MERGE_DRIVER, parseArguments, parseDriverArguments } from './arguments.js'
import { throwProblems } from './problems.js'
import type { GitHubEnvironment } from './resolve.js'
import type { SettingName } from './setting-values.js'
import type { MlflowAccess, Settings } from './settings.js'
import { SETTINGS } from './table.js'

// The schema, YAML and the event are imported when they are needed: `dvc-ci --version` and `--help` start without them.

/** What a command line asks for. */
export type CliRequest =
  | { kind: 'run'; settings: Settings; json: boolean; verbose: boolean }
  | { kind: 'help'; text: string }
  | { kind: 'version' }
  | { kind: 'merge-driver'; files: DriverFiles }

const INPUTS = SETTINGS.filter((row) => row.surfaces.includes('input')).map((row) => row.name)
const VARIABLE_PREFIX = 'INPUT_'
/** MLflow's own variables. */
const MLFLOW = {
  uri: 'MLFLOW_TRACKING_URI',
  token: 'MLFLOW_TRACKING_TOKEN',
  username: 'MLFLOW_TRACKING_USERNAME',
  password: 'MLFLOW_TRACKING_PASSWORD',
  serverCertPath: 'MLFLOW_TRACKING_SERVER_CERT_PATH',
} as const
const GITHUB_API = 'https://api.github.com'

/** The text of an input as the runner hands it over; empty means that it was not given. */
function getInput(env: NodeJS.ProcessEnv, name: SettingName): string {
  return (env[`${VARIABLE_PREFIX}${name.toUpperCase()}`] ?? '').trim()
}

/**
 * The runner only warns about an input that action.yml does not know, and a misspelt `threshold` would switch a gate off.
 * Variables that resemble no input are the user's own.
 */
function refuseMisspeltInputs(env: NodeJS.ProcessEnv): void {
  const known = new Set<string>(INPUTS)
  throwProblems(
    Object.keys(env).flatMap((variable) => {
      if (!variable.startsWith(VARIABLE_PREFIX)) return []
      const name = variable.slice(VARIABLE_PREFIX.length).toLowerCase()
      const meant = known.has(name) ? undefined : nearest(name, INPUTS, 'misspelt')
      if (meant === undefined) return []
      return [
        {
          id: 'setting-unknown',
          message: `unknown input '${name}'.`,
          key: name,
          value: name,
          remedy: `Did you mean ${meant}?`,
        },
      ]
    }),
  )
}

/** Addresses and folders of the runner; they name GitHub Enterprise where that is what runs us. */
function gitHubEnvironment(env: NodeJS.ProcessEnv): GitHubEnvironment {
  return {
    ...(env.GITHUB_WORKSPACE ? { workspace: env.GITHUB_WORKSPACE } : {}),
    apiUrl: (env.GITHUB_API_URL || GITHUB_API).replace(/\/+$/, ''),
  }
}

/** What MLflow's own client would take from the environment. */
function mlflowEnvironment(env: NodeJS.ProcessEnv): Partial<MlflowAccess> {
  const given = Object.entries(MLFLOW).flatMap(([key, variable]) =>
    env[variable] ? [[key, env[variable]] as const] : [],
  )
  return {
    ...Object.fromEntries(given),
    ...(/^(?:true|1)$/i.test(env['MLFLOW_TRACKING_INSECURE_TLS'] ?? '') ? { insecureTls: true } : {}),
  }
}

/**
 * The settings of the action: inputs, the event, dvc-ci.yaml.
 * @param env environment of the runner (INPUT_*, GITHUB_*); read here and nowhere later
 * @param cwd used where GITHUB_WORKSPACE is not set
 * @throws {SetupError} naming everything that is wrong
 */
export async function loadActionSettings(env: NodeJS.ProcessEnv, cwd: string): Promise<Settings> {
  refuseMisspeltInputs(env)
  const texts = new Map<SettingName, string>()
  for (const name of INPUTS) {
    const text = getInput(env, name)
    if (text !== '') texts.set(name, text)
  }
  const { loadEvent } = await import('./event.js')
  const { resolveSettings } = await import('./resolve.js')
  const base = env.GITHUB_WORKSPACE || cwd
  return resolveSettings({
    texts,
    surface: 'input',
    base,
    within: base,
    event: await loadEvent(env),
    github: gitHubEnvironment(env),
    mlflow: mlflowEnvironment(env),
  })
}

/**
 * What the action knows about GitHub where its other settings could not be read: enough to tell there that they could not. Undefined where not
 * even the event says anything.
 * @param env of the runner
 * @param cwd used where GITHUB_WORKSPACE is not set
 */
export async function salvageGitHubSettings(
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Pick<Settings, 'event' | 'github'> | undefined> {
  const { loadEvent } = await import('./event.js')
  const event = await loadEvent(env).catch(() => undefined)
  const token = getInput(env, 'token')
  if (event === undefined) return undefined
  const base = env.GITHUB_WORKSPACE || cwd
  return {
    event,
    github: {
      ...(token === '' ? {} : { token }),
      apiUrl: gitHubEnvironment(env).apiUrl,
      project: relative(base, resolve(base, getInput(env, 'working-directory'))).replaceAll('\\', '/'),
      comment: getInput(env, 'comment') === 'none' ? 'none' : 'auto',
      reproWorkflow: 'repro.yml',
      checkRun: false,
    },
  }
}

/**
 * What a command line asks for. Inside GitHub Actions the event counts as it does for the action; elsewhere it is `local`.
 * @param argv without the interpreter and the program
 * @throws {SetupError} naming everything that is wrong
 */
export async function loadCliSettings(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<CliRequest> {
  if (argv[0] === MERGE_DRIVER) return { kind: 'merge-driver', files: parseDriverArguments(argv.slice(1)) }
  const inActions = env.GITHUB_ACTIONS === 'true' && Boolean(env.GITHUB_EVENT_NAME)
  const request = argv.length === 0 && !inActions ? { kind: 'help' as const } : parseArguments(argv)
  if (request.kind === 'version') return request
  if (request.kind === 'help') {
    const { helpText } = await import('./help.js')
    return { kind: 'help', text: helpText('mode' in request ? request.mode : undefined) }
  }
  const { LOCAL_EVENT, loadEvent } = await import('./event.js')
  const { resolveSettings } = await import('./resolve.js')
  const event = inActions ? await loadEvent(env) : { ...LOCAL_EVENT }
  if (request.mode !== undefined) request.texts.set('mode', request.mode)
  for (const [name, text] of request.texts) {
    if (text.trim() === '' && name !== 'mode')
      throw new SetupError('setting-invalid', `--${name} is empty.`, {
        key: name,
        value: '',
        remedy: 'Give it a value, or leave the option out.',
      })
  }
  const github = { ...gitHubEnvironment(env), ...(env.GITHUB_TOKEN ? { token: env.GITHUB_TOKEN } : {}) }
  const settings = await resolveSettings({
    texts: request.texts,
    surface: 'option',
    base: cwd,
    event,
    files: request.files,
    github,
    mlflow: mlflowEnvironment(env),
  })
  return { kind: 'run', settings, json: request.json, verbose: request.verbose }
}
