import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SetupError } from '../errors/errors.js'
import { isRecord } from '../text/records.js'
import { relativePath } from '../text/relative-path.js'
import { loadConfigFile, projectDirectory } from './config-file.js'
import { hasNoSecrets } from './event-rules.js'
import { issueProblems, type Origin } from './issues.js'
import { knownHosts } from './known-hosts.js'
import { mlflowSettings } from './mlflow.js'
import { chooseMode } from './mode.js'
import { artifactOf, cardOf, commitOf, fanOutOf, historyOf, targetsOf, versionOf } from './mode-settings.js'
import { dotted, type Problem, throwProblems } from './problems.js'
import { provenanceOf, type SigningEnvironment, verifyOf } from './provenance.js'
import { flattenOptions, withoutEmptyOptions } from './remote-options.js'
import { requestLayer } from './request.js'
import { retrainSettings } from './retrain.js'
import { settingSchema } from './schema.js'
import type { SettingName, Values } from './setting-values.js'
import type { EventContext, HubAccess, MlflowAccess, ServerSettings, Settings } from './settings.js'
import { settingRow } from './table.js'
import { readText, trimText } from './text.js'

/** The settings of one surface: the action's inputs, or a command line. */
export interface SettingsRequest {
  /** The texts by setting. An empty text counts as absent. */
  texts: ReadonlyMap<SettingName, string>
  surface: 'input' | 'option'
  /** Folder that paths are relative to: the workspace, or the current folder. */
  base: string
  /** Folder that must contain the working directory. */
  within?: string
  event: EventContext
  /** Files on the command line (of `resolve`). */
  files?: readonly string[]
  /** GitHub settings of the environment. */
  github: GitHubEnvironment
  /** MLflow settings of the environment. `uri` is used if no option or input gives one. */
  mlflow?: Partial<MlflowAccess>
  /** The variables of the client of the Hugging Face Hub. */
  hub?: Partial<HubAccess>
  /** What the environment says of keyless signatures. */
  signing?: SigningEnvironment
}

/** Address and folders of GitHub, from the environment. */
export interface GitHubEnvironment {
  /** Folder of the checkout. */
  workspace?: string
  /** Without a trailing slash. */
  apiUrl: string
  /** Used if the settings have none. */
  token?: string
}

/** Values by setting in the form of dvc-ci.yaml, not parsed yet. */
export type Layer = ReadonlyMap<SettingName, unknown>

function textOrigin(surface: 'input' | 'option', setting: SettingName): Origin {
  const { variable } = settingRow(setting)
  const option = setting === 'mode' ? 'mode' : variable === undefined ? `--${setting}` : `variable ${variable}`
  const label = surface === 'option' ? option : `input '${setting}'`
  return {
    name: (path) => (path.length === 0 ? label : `${label}: ${dotted(path)}`),
    key: (path) => dotted([setting, ...path]),
    secret: () => ['remote-config', 'token', 'import-token', 'signing-key'].includes(setting),
  }
}

/** The layer of an input surface, and the problems of its texts. */
export function textLayer(
  texts: ReadonlyMap<SettingName, string>,
  surface: 'input' | 'option',
): { given: Map<SettingName, unknown>; problems: Problem[] } {
  const given = new Map<SettingName, unknown>()
  const problems: Problem[] = []
  for (const [setting, written] of texts) {
    const text = trimText(written)
    if (text === '') continue
    const origin = textOrigin(surface, setting)
    const read = readText(settingRow(setting).text, text)
    if ('problems' in read) {
      problems.push(
        ...read.problems.map(({ message, remedy }) => ({
          id: 'setting-invalid' as const,
          message: `${origin.name([])}: ${message}`,
          key: setting,
          remedy,
        })),
      )
      continue
    }
    const parsed = settingSchema(setting).safeParse(read.value)
    if (parsed.success) given.set(setting, read.value)
    else problems.push(...issueProblems(parsed.error, read.value, origin))
  }
  return { given, problems }
}

/**
 * The value of a setting: from the first layer that has it, else its default.
 * Options of the remote are merged from all layers.
 */
export function settingValue<N extends SettingName>(setting: N, layers: readonly Layer[]): Values[N] {
  const row = settingRow(setting)
  const given = layers.map((layer) => layer.get(setting)).filter((value) => value !== undefined)
  const merged =
    row.text === 'pairs'
      ? (Object.assign({}, ...given.filter(isRecord).reverse().map(flattenOptions)) as unknown)
      : given[0]
  const nothing = row.text === 'yaml' || row.text === 'pairs' || row.text === 'params' ? {} : undefined
  return settingSchema(setting).parse(merged ?? row.default ?? nothing)
}

/** Modes of the command line alone, with what they need a person for. */
const LOCAL_MODES: Record<string, { does: string; remedy: string }> = {
  resolve: {
    does: 'resolves conflicts in a working tree',
    remedy: 'Run `dvc-ci resolve` in the clone where you merge.',
  },
  verify: {
    does: 'shows its checks on a terminal',
    remedy: 'Set provenance: required, which verifies each deployment and rollback, or run `dvc-ci verify` in a step.',
  },
  history: {
    does: 'shows the official builds on a terminal',
    remedy: 'Set history.branch or history-page for the builds, or run `dvc-ci history` in a step.',
  },
  diff: {
    does: 'shows data on a terminal',
    remedy: 'Use mode: validate, whose report describes changed data, or run `dvc-ci diff` in a step.',
  },
}

/** @throws {SetupError} the mode runs on a command line alone */
function refuseLocalMode(mode: unknown): void {
  const local = typeof mode === 'string' && Object.hasOwn(LOCAL_MODES, mode) ? LOCAL_MODES[mode] : undefined
  if (local === undefined) return
  throw new SetupError('mode-not-possible', `mode: the action cannot run ${String(mode)}, which ${local.does}.`, {
    key: 'mode',
    value: String(mode),
    remedy: local.remedy,
  })
}

/**
 * Resolves the settings of a run. Precedence: option or input, dvc-ci.yaml, default.
 * @throws {SetupError} with all problems
 */
export async function resolveSettings(request: SettingsRequest): Promise<Settings> {
  const { event } = request
  // Paths are compared without symbolic links. A base that does not exist is rejected as the working directory.
  const base = await realpath(request.base).catch(() => request.base)
  const { given: texts, problems } = textLayer(
    hasNoSecrets(event) ? withoutEmptyOptions(request.texts) : request.texts,
    request.surface,
  )
  const misplaced = problems.some(({ key }) => key === 'config' || key === 'working-directory')
  if (misplaced) throwProblems(problems)
  const asked = settingValue('config', [texts])
  const start = await projectDirectory(base, settingValue('working-directory', [texts]), request.within)
  // During a merge dvc-ci.yaml may have a conflict itself. Resolving other files needs nothing from it.
  const resolves = texts.get('mode') === 'resolve'
  if (request.surface === 'input') refuseLocalMode(texts.get('mode'))
  // A comment is written or answered without a checkout, and without files that the pull request could change.
  const given = settingValue('mode', [texts])
  const answers =
    given === 'comment' ||
    (given === 'command' && event.name === 'issue_comment') ||
    (given === 'auto' && ['issue_comment', 'workflow_run'].includes(event.name))
  const file =
    resolves || answers
      ? undefined
      : await loadConfigFile(base, start, asked === undefined ? undefined : resolve(base, asked))
  throwProblems([...problems, ...(file?.problems ?? [])])

  const layers: Layer[] = file === undefined ? [texts] : [texts, file.given]
  const read = <N extends SettingName>(setting: N): Values[N] => settingValue(setting, layers)
  const workingDirectory = await projectDirectory(base, read('working-directory'), request.within)
  if (
    asked === undefined &&
    file !== undefined &&
    workingDirectory !== start &&
    (await loadConfigFile(base, workingDirectory)) !== undefined
  ) {
    throw new SetupError(
      'config-ambiguous',
      `there are two configuration files: ${file.path} and one in its working-directory '${read('working-directory')}'.`,
      {
        key: 'working-directory',
        value: read('working-directory'),
        remedy: 'Keep one of them, or give working-directory as an input or option.',
      },
    )
  }
  const remote = read('remote')
  const dvcVersion = read('dvc-version')
  const dvcLock = read('dvc-lock')
  const jobs = read('jobs')
  const report = read('report')
  const page = read('page')
  const mlflow = mlflowSettings(read, request.mlflow ?? {}, settingValue('tracking-uri', [texts]))
  const mode = chooseMode(read('mode'), event, read('dry-run'), read('plan-for'))
  // The request of a retraining overrides dvc-ci.yaml. An option or input overrides the request.
  if (mode === 'retrain' || (mode === 'plan' && read('plan-for') === 'retrain'))
    layers.splice(1, 0, requestLayer(event))
  const noise = read('noise')
  const projects = read('projects')
  const audited = read('audit-stages')
  const dryRun = read('dry-run')
  const token = read('token') ?? request.github.token
  const workspace = await realpath(request.github.workspace ?? base).catch(() => base)
  return {
    mode,
    event,
    workingDirectory,
    shellFolder: await realpath(base).catch(() => base),
    ...(remote === undefined ? {} : { remote }),
    remoteConfig: read('remote-config'),
    ...(file === undefined
      ? {}
      : { configFile: { path: file.path, overriding: serverSettings([texts], request.mlflow?.uri) } }),
    remoteTimeout: read('remote-timeout'),
    importTokens: read('import-token'),
    ...optional('sshKnownHosts', await knownHosts(read('ssh-known-hosts'), base)),
    setup: read('setup'),
    setupExports: read('setup-exports'),
    ...(dvcVersion === undefined ? {} : { dvcVersion }),
    ...(dvcLock === undefined ? {} : { dvcLock }),
    ...(jobs === undefined ? {} : { jobs }),
    keepGoing: read('keep-going'),
    checks: read('checks'),
    validate: {
      pull: read('pull').what,
      pullAlso: read('pull').also,
      evaluate: read('evaluate'),
      evaluateTimeout: read('evaluate-timeout'),
      stale: read('stale'),
      verify: read('verify'),
      wait: read('wait'),
      drift: read('drift'),
    },
    metrics: {
      baseline: read('baseline'),
      tolerance: read('tolerance'),
      policies: read('thresholds'),
      ...optional('givenPolicies', textOf(texts.get('thresholds'))),
      predictions: read('predictions'),
      repeat: read('repeat'),
      ...(noise === undefined ? {} : { noise }),
    },
    data: {
      diff: read('data-diff'),
      show: read('data-show'),
      keys: read('data-keys'),
      limit: read('data-limit'),
      timeout: read('data-timeout'),
      memory: read('data-memory'),
    },
    rebuild: {
      when: read('when'),
      force: read('force'),
      commit: commitOf(mode, read('commit'), read('tag')),
      tag: read('tag'),
      dryRun,
      resume: read('resume'),
      release: read('release'),
      audit: read('audit'),
      githubRelease: read('github-release'),
    },
    mlflow,
    github: {
      ...(token === undefined ? {} : { token }),
      apiUrl: request.github.apiUrl,
      project: relativePath(workspace, workingDirectory),
      comment: read('comment'),
      images: read('images'),
      imagesBranch: read('images-branch'),
      reproWorkflow: read('repro-workflow'),
      validateWorkflow: read('validate-workflow'),
      artifact: artifactOf(mode, read('artifact'), base),
      checkRun: read('check-run'),
    },
    retrain: retrainSettings(read, base),
    fanOut: fanOutOf(mode, read, base),
    rollback: {
      to: versionOf(mode, read('to')),
      targets: targetsOf(read('targets'), read('restore')),
      restore: read('restore'),
      ...optional('reason', read('reason')),
    },
    deploy: {
      ...optional('environment', read('environment')),
      ...optional('command', read('deploy-command')),
      ...optional('event', read('deploy-event')),
      ...optional('workflow', read('deploy-workflow')),
      rollback: read('deploy-rollback'),
    },
    history: historyOf(read, event, base),
    audit: {
      ...(audited === undefined ? {} : { stages: audited }),
      vary: read('vary'),
      differences: read('differences'),
    },
    card: cardOf(read, request.hub),
    provenance: provenanceOf(read, event, request.signing, base),
    gc: {
      delete: read('delete'),
      grace: read('grace'),
      keepBuilds: read('keep-builds'),
      keepDays: read('keep-days'),
      ...(projects === undefined ? {} : { projects }),
    },
    lint: { off: read('lint-off') },
    diff: { words: [...(request.files ?? [])] },
    verify: verifyOf(request.files, read('bundle'), base),
    resolve: { files: [...(request.files ?? [])], installDriver: read('install-driver') },
    cache: { use: read('cache'), limit: read('cache-limit') },
    ...(report === undefined ? {} : { report: resolve(base, report) }),
    ...(page === undefined ? {} : { page: resolve(base, page) }),
    yes: read('yes'),
  }
}

/** The settings about servers and programs that layers give. @param uri address of MLflow where the layers have none */
export function serverSettings(layers: readonly Layer[], uri?: string): ServerSettings {
  return {
    ...optional('remote', settingValue('remote', layers)),
    remoteConfig: settingValue('remote-config', layers),
    ...optional('trackingUri', settingValue('tracking-uri', layers) ?? uri),
    ...optional('dvcLock', settingValue('dvc-lock', layers)),
  }
}

/** The text of an input; a value of another form is as JSON. */
function textOf(given: unknown): string | undefined {
  return given === undefined || typeof given === 'string' ? given : JSON.stringify(given)
}

/** An object with the key, or an empty object if the value is undefined. */
function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string })
}
