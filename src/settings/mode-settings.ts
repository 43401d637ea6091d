import { resolve } from 'node:path'
import { SetupError } from '../errors/errors.js'
import { webAddress } from '../report/links.js'
import type { Mode } from '../report/report.js'
import type { SettingName, Values } from './setting-values.js'
import type { CommitMethod, HubAccess, Settings } from './settings.js'
import type { TagPattern } from './tag-pattern.js'

/** The folder with the report of another run. @throws {SetupError} the mode comment without one */
export function artifactOf(mode: Mode, folder: string | undefined, base: string): string {
  if (folder !== undefined) return resolve(base, folder)
  if (mode !== 'comment') return ''
  throw new SetupError('setting-missing', 'artifact: the folder with the report of the other run is missing.', {
    key: 'artifact',
    remedy:
      'Name the folder to which actions/download-artifact wrote it, outside of the checkout: ${{ runner.temp }}/report.',
  })
}

/**
 * The settings of a build over several machines.
 * @throws {SetupError} a missing job or folder of fragments, or a `job` where the user meant `jobs`
 */
export function fanOutOf(
  mode: Mode,
  read: <N extends SettingName>(setting: N) => Values[N],
  base: string,
): Settings['fanOut'] {
  const {
    plan = '',
    job = '',
    fragments,
    runsOn,
    planFor,
  } = {
    plan: read('plan'),
    job: read('job'),
    fragments: read('fragments'),
    runsOn: read('runs-on'),
    planFor: read('plan-for'),
  }
  if (job !== '' && mode !== 'stage')
    throw new SetupError(
      'setting-conflict',
      `job: only the mode stage runs a job of a plan, and the mode is ${mode}.`,
      {
        key: 'job',
        value: job,
        remedy: 'Did you mean jobs? Otherwise omit it.',
      },
    )
  if ((mode === 'stage' || mode === 'collect') && fragments === undefined)
    throw new SetupError('setting-missing', 'fragments: the folder for the fragments of the jobs is missing.', {
      key: 'fragments',
      remedy: 'Name a folder outside of the checkout, such as ${{ runner.temp }}/fragments.',
    })
  return {
    plan: mode === 'stage' || mode === 'collect' ? plan : '',
    job,
    fragments: fragments === undefined ? '' : resolve(base, fragments),
    runsOn,
    planFor,
  }
}

/** The error about a branch for the history that has code. */
export function codeBranch(branch: string): SetupError {
  return new SetupError('setting-conflict', `history.branch: ${branch} is a branch of the code.`, {
    key: 'history.branch',
    value: branch,
    remedy: 'Name a branch that has no code, such as gh-pages.',
  })
}

/**
 * Where the page of all official builds goes.
 * @throws {SetupError} the branch is that of the code
 */
export function historyOf(
  read: <N extends SettingName>(setting: N) => Values[N],
  { defaultBranch, ref }: Settings['event'],
  base: string,
): Settings['history'] {
  const [branch, page, badges] = [read('history-branch'), read('history-page'), read('badges')]
  if (branch !== undefined && (branch === defaultBranch || ref === `refs/heads/${branch}`)) throw codeBranch(branch)
  return {
    ...(branch === undefined ? {} : { branch }),
    ...(page === undefined ? {} : { page: resolve(base, page) }),
    ...(badges === undefined ? {} : { badges: resolve(base, badges) }),
    ...(read('pulls') ? { pulls: true } : {}),
  }
}

const HUB = 'https://huggingface.co'

/**
 * The model card, and where it is uploaded.
 * @param access the variables of the client of the Hub
 * @throws {SetupError} an upload without a card, or to an address that is none
 */
export function cardOf(
  read: <N extends SettingName>(setting: N) => Values[N],
  access: Partial<HubAccess> = {},
): Settings['card'] {
  const [file, hub] = [read('card'), read('hub')]
  if (hub !== undefined && file === undefined)
    throw new SetupError('setting-missing', `hub: the upload to ${hub} needs a model card, and none is set.`, {
      key: 'card',
      remedy: 'Set `card`, such as MODEL_CARD.md.',
    })
  const endpoint = webAddress(access.endpoint ?? HUB)
  if (hub !== undefined && endpoint === undefined)
    throw new SetupError('setting-invalid', 'HF_ENDPOINT is no web address without credentials.', {
      key: 'HF_ENDPOINT',
      remedy: `Give an address such as ${HUB}, or unset it.`,
    })
  return {
    ...(file === undefined ? {} : { file }),
    ...(hub === undefined || endpoint === undefined ? {} : { hub: { ...access, endpoint, repository: hub } }),
  }
}

/**
 * The version to restore.
 * @throws {SetupError} a rollback without a version
 */
export function versionOf(mode: Mode, to: string | undefined): string {
  if (mode === 'rollback' && to === undefined)
    throw new SetupError('setting-missing', 'to: a rollback needs the version to restore.', {
      key: 'to',
      remedy: 'Name a tag, a branch or a commit, such as `--to v2.0`.',
    })
  return to ?? ''
}

/**
 * The targets of a rollback.
 * @throws {SetupError} targets together with restore: all, because code and parameters belong to no single target
 */
export function targetsOf(targets: string[], restore: Settings['rollback']['restore']): string[] {
  if (restore === 'all' && targets.length > 0)
    throw new SetupError(
      'setting-conflict',
      'restore: all restores the whole working directory, but targets names parts of it.',
      {
        key: 'targets',
        value: targets.join(','),
        remedy: 'Omit one of the two.',
      },
    )
  return targets
}

/**
 * How the build is committed.
 * @throws {SetupError} commit: tag without a configured tag
 */
export function commitOf(mode: Mode, commit: CommitMethod, tag: readonly TagPattern[]): CommitMethod {
  if (['rebuild', 'retrain', 'plan', 'collect'].includes(mode) && commit === 'tag' && tag.length === 0) {
    throw new SetupError('setting-missing', 'commit: tag publishes the build under a tag, but no tag is configured.', {
      key: 'tag',
      value: 'none',
      remedy: 'Set rebuild.tag (option --tag), such as model-v{n}.',
    })
  }
  return commit
}
