import { emptyReport, type Report, type Source } from '../report/report.js'
import type { EventContext, Settings } from '../settings/settings.js'
import { version } from './version.js'

/** The report of a run that begins now: the identity of its code, its run and its program. */
export function newReport({ mode, event }: Pick<Settings, 'mode' | 'event'>): Report {
  return {
    ...emptyReport(mode, sourceOf(event)),
    ...(event.runUrl === undefined ? {} : { run_url: event.runUrl }),
    // Whole seconds: a reader takes no more from it.
    started: `${new Date().toISOString().slice(0, 19)}Z`,
    versions: { dvc_ci: version() },
  }
}

function sourceOf(event: EventContext): Source {
  const { pullRequest: pull } = event
  const repository = repositoryUrl(event)
  const branch = pull?.headRef ?? /^refs\/heads\/(.+)$/.exec(event.ref)?.[1]
  return {
    sha: event.sha ?? '',
    ref: event.ref,
    event: event.name,
    trusted: event.trusted,
    ...(repository === undefined ? {} : { repository }),
    ...(branch === undefined ? {} : { head_ref: branch }),
    ...(pull === undefined
      ? {}
      : {
          pull_request: pull.number,
          head_sha: pull.headSha,
          base_ref: pull.baseRef,
          ...(pull.title === '' ? {} : { title: pull.title }),
        }),
  }
}

/** Address of the repository whose workflow runs; undefined outside of GitHub Actions. */
export function repositoryUrl({ runUrl }: Pick<EventContext, 'runUrl'>): string | undefined {
  return runUrl?.replace(/\/actions\/runs\/\d+$/, '')
}
