import type { GitHub } from '../github/client.js'
import type { KeptFiles } from '../report/kept-files.js'
import type { Finding, Report } from '../report/report.js'
import type { Host } from '../run/host.js'
import type { Settings } from '../settings/settings.js'
import { GitHubSurfaces } from './github.js'

/** The settings that surfaces go by: all that is known of a run whose other settings can't be read. */
export type SurfaceSettings = Pick<Settings, 'mode' | 'event' | 'github'> &
  Partial<Pick<Settings, 'lint'>> & { dryRun: boolean }

export interface SurfaceOptions {
  /** Milliseconds between two updates of the comment at the least. */
  interval?: number
  /** Opens GitHub; a test gives one with shorter waits. */
  open?: (settings: SurfaceSettings, host: Host) => Promise<GitHub>
}

/** Where a report is shown on GitHub, from the first step to the verdict. What fails here warns; it never changes a verdict. */
export interface Surfaces {
  /** The host of the run; what it is told to be doing is shown as well. */
  readonly host: Host
  /** What GitHub alone knows of this change; waits a few seconds for it at most. */
  findings: () => Promise<Finding[]>
  /** Shows the finished report. Never throws. @param files what the run leaves beside */
  finish: (files: KeptFiles) => Promise<void>
}

/**
 * Opens the surfaces of a run and shows that it runs. Nothing is awaited: a slow GitHub never slows the run.
 * @param report filled by the run as it goes on
 */
export function openSurfaces(
  settings: SurfaceSettings,
  host: Host,
  signal: AbortSignal,
  report: Report,
  options: SurfaceOptions = {},
): Surfaces {
  const { event, github, mode } = settings
  // A job that only lints stands beside the one whose comment this is.
  if (
    event.name === 'local' ||
    event.repository === undefined ||
    mode === 'lint' ||
    mode === 'resolve' ||
    mode === 'command' ||
    mode === 'plan' ||
    mode === 'stage'
  )
    return idle(host)
  const wanted = {
    comment:
      github.comment === 'auto' &&
      (event.pullRequest !== undefined ||
        ((mode === 'rebuild' || mode === 'retrain' || mode === 'collect') && !settings.dryRun)),
    checkRun: github.checkRun,
  }
  if ((wanted.comment || wanted.checkRun) && !event.trusted) {
    host.notice(
      'This change comes from a fork or from Dependabot, and its token can only read: it gets no comment. The job summary has the whole report.',
    )
    wanted.comment = wanted.checkRun = false
  }
  if (github.token === undefined || !(wanted.comment || wanted.checkRun || event.pullRequest !== undefined)) {
    if (wanted.comment || wanted.checkRun)
      host.info('There is no token, so nothing is shown on GitHub: set GITHUB_TOKEN, or the input `token`.')
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
 * Puts the report of a run without a flow (its settings can't be read) into the comment that an earlier run left, which would go on telling
 * an old verdict. Makes none: whether one is wanted is among the settings. Never throws.
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
  await surfaces.finish(files, true)
}
