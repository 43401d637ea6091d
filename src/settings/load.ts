import { resolve } from 'node:path'
import { SetupError } from '../errors/errors.js'
import { nearest } from '../text/nearest.js'
import { relativePath } from '../text/relative-path.js'
import { type DriverFiles, MERGE_DRIVER, parseArguments, parseDriverArguments } from './arguments.js'
import { parseTool, type ToolRequest } from './commands.js'
import { throwProblems } from './problems.js'
import { signingEnvironment } from './provenance.js'
import type { GitHubEnvironment } from './resolve.js'
import type { SettingName } from './setting-values.js'
import type { MlflowAccess, Settings } from './settings.js'
import { SETTINGS } from './table.js'

// The schema, YAML and the event are imported when needed, so that `dvc-ci --version` and `--help` start without them.

/** The request of a command line. */
export type CliRequest =
  | { kind: 'run'; settings: Settings; json: boolean; quiet: boolean; verbose: boolean }
  | { kind: 'help'; text: string }
  | { kind: 'version' }
  | { kind: 'merge-driver'; files: DriverFiles }
  | Exclude<ToolRequest, { kind: 'help' }>

const INPUTS = SETTINGS.filter((row) => row.surfaces.includes('input')).map((row) => row.name)
const VARIABLE_PREFIX = 'INPUT_'
/** Variables with credentials that the command line has no option for; `gitHubEnvironment` reads the token. */
const CREDENTIALS = SETTINGS.filter(({ name, variable }) => variable !== undefined && name !== 'token')
/** MLflow's own variables. */
const MLFLOW = {
  uri: 'MLFLOW_TRACKING_URI',
  token: 'MLFLOW_TRACKING_TOKEN',
  username: 'MLFLOW_TRACKING_USERNAME',
  password: 'MLFLOW_TRACKING_PASSWORD',
  serverCertPath: 'MLFLOW_TRACKING_SERVER_CERT_PATH',
} as const
const GITHUB_API = 'https://api.github.com'

/** The text of an input as the runner passes it. An empty text means that the user did not give it. */
function getInput(env: NodeJS.ProcessEnv, name: SettingName): string {
  return (env[`${VARIABLE_PREFIX}${name.toUpperCase()}`] ?? '').trim()
}

/**
 * Rejects misspelt inputs. The runner only warns about unknown inputs, and a misspelt `threshold` would switch a gate
 * off.
 * Variables that resemble no input belong to the user.
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

/** The API address and the workspace of the runner. The address is that of GitHub Enterprise on such a runner. */
function gitHubEnvironment(env: NodeJS.ProcessEnv): GitHubEnvironment {
  return {
    ...(env.GITHUB_WORKSPACE ? { workspace: env.GITHUB_WORKSPACE } : {}),
    apiUrl: (env.GITHUB_API_URL || GITHUB_API).replace(/\/+$/, ''),
  }
}

/** The variables that MLflow's own client reads. */
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
 * Loads the settings of the action: inputs, the event, dvc-ci.yaml.
 * @param env environment of the runner (INPUT_*, GITHUB_*); nothing reads it later
 * @param cwd used if GITHUB_WORKSPACE is not set
 * @throws {SetupError} with all problems
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
    signing: signingEnvironment(env),
  })
}

/**
 * The GitHub settings of a run whose other settings are wrong, so that the run can report that error on GitHub.
 * Undefined if the event cannot be read either.
 * @param env environment of the runner
 * @param cwd used if GITHUB_WORKSPACE is not set
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
      project: relativePath(base, resolve(base, getInput(env, 'working-directory'))),
      comment: getInput(env, 'comment') === 'none' ? 'none' : 'auto',
      images: 'none',
      imagesBranch: '',
      reproWorkflow: 'repro.yml',
      validateWorkflow: 'validate-fork.yml',
      artifact: '',
      checkRun: false,
    },
  }
}

/**
 * Loads the request of a command line. In GitHub Actions it reads the event like the action; elsewhere the event is
 * `local`.
 * @param argv without the interpreter and the program
 * @throws {SetupError} with all problems
 */
export async function loadCliSettings(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<CliRequest> {
  if (argv[0] === MERGE_DRIVER) return { kind: 'merge-driver', files: parseDriverArguments(argv.slice(1)) }
  const tool = parseTool(argv)
  if (tool !== undefined) {
    if (tool.kind !== 'help') return tool
    const { toolHelp } = await import('./help.js')
    return { kind: 'help', text: toolHelp(tool.tool) }
  }
  const inActions = env.GITHUB_ACTIONS === 'true' && Boolean(env.GITHUB_EVENT_NAME)
  const request = argv.length === 0 && !inActions ? { kind: 'help' as const } : parseArguments(argv)
  if (request.kind === 'version') return request
  if (request.kind === 'help') {
    const { helpText, shortHelp } = await import('./help.js')
    const { mode, all } = 'mode' in request || 'all' in request ? request : {}
    return { kind: 'help', text: mode === undefined && all !== true ? shortHelp() : helpText(mode) }
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
        remedy: 'Give a value, or omit the option.',
      })
  }
  for (const { name, variable = '' } of CREDENTIALS) if (env[variable]) request.texts.set(name, env[variable])
  const github = { ...gitHubEnvironment(env), ...(env.GITHUB_TOKEN ? { token: env.GITHUB_TOKEN } : {}) }
  const settings = await resolveSettings({
    texts: request.texts,
    surface: 'option',
    base: cwd,
    event,
    files: request.files,
    github,
    mlflow: mlflowEnvironment(env),
    signing: signingEnvironment(env),
  })
  return { kind: 'run', settings, json: request.json, quiet: request.quiet, verbose: request.verbose }
}
