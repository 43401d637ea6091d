import type { KeptFiles } from '../report/kept-files.js'
import type { Report } from '../report/report.js'
import type { Host } from '../run/host.js'
import { GitHubSurfaces } from './github.js'
import type { SurfaceOptions, SurfaceSettings, Surfaces } from './surface.js'

/**
 * Opens the surfaces of a run and shows that it runs. It awaits nothing, so a slow GitHub never slows the run.
 * @param report the run fills it later
 */
export function openSurfaces(
  settings: SurfaceSettings,
  host: Host,
  signal: AbortSignal,
  report: Report,
  options: SurfaceOptions = {},
): Surfaces {
  const { event, github, mode } = settings
  // The comment belongs to the job that validates; a job that only lints runs beside it.
  if (
    event.name === 'local' ||
    event.repository === undefined ||
    mode === 'lint' ||
    mode === 'diff' ||
    mode === 'history' ||
    mode === 'resolve' ||
    mode === 'audit' ||
    mode === 'gc' ||
    mode === 'verify' ||
    mode === 'setup' ||
    mode === 'doctor' ||
    mode === 'command' ||
    mode === 'comment' ||
    mode === 'plan' ||
    mode === 'stage'
  )
    return idle(host)
  const wanted = {
    comment:
      github.comment === 'auto' &&
      (event.pullRequest !== undefined ||
        ((mode === 'rebuild' || mode === 'retrain' || mode === 'collect' || mode === 'rollback') && !settings.dryRun)),
    checkRun: github.checkRun,
  }
  if ((wanted.comment || wanted.checkRun) && !event.trusted) {
    const told =
      'No comment: this change comes from a fork or from Dependabot, so its token can only read. The job summary has the whole report.'
    // Another job comments on a named commit.
    if (event.namedCommit === true) host.info(told)
    else host.notice(told)
    wanted.comment = wanted.checkRun = false
  }
  if (github.token === undefined || !(wanted.comment || wanted.checkRun || event.pullRequest !== undefined)) {
    if (wanted.comment || wanted.checkRun)
      host.info('No comment and no check run: there is no token. Set GITHUB_TOKEN, or the input `token`.')
    return idle(host)
  }
  const surfaces = new GitHubSurfaces(settings, wanted, host, signal, report, options)
  surfaces.begin()
  return surfaces
}

function idle(host: Host): Surfaces {
  return { host, findings: () => Promise.resolve([]), finish: () => Promise.resolve() }
}

/**
 * Writes the report of a run whose settings cannot be read into the comment of an earlier run, which still shows an old verdict.
 * Creates no comment: whether the user wants one is a setting. Never throws.
 */
export async function showFailedRun(
  settings: SurfaceSettings,
  host: Host,
  report: Report,
  files: KeptFiles,
  options: SurfaceOptions = {},
): Promise<void> {
  const { event, github } = settings
  if (
    github.token === undefined ||
    github.comment !== 'auto' ||
    event.pullRequest === undefined ||
    event.repository === undefined ||
    !event.trusted
  )
    return
  const surfaces = new GitHubSurfaces(
    settings,
    { comment: true, checkRun: false },
    host,
    new AbortController().signal,
    report,
    options,
  )
  await surfaces.finish(files, undefined, true)
}
