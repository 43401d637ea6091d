import { extname, resolve } from 'node:path'
import { proxiedPath, putArtifact } from '../../mlflow/artifacts.js'
import type { MlflowClient } from '../../mlflow/client.js'
import type { TrackedRun } from '../../mlflow/runs.js'
import { jsonText } from '../../report/escape.js'
import { searchFile } from '../../run/masked-file.js'
import { pageText } from '../../run/page-file.js'
import { redactStrings } from '../../run/redact.js'
import type { Project } from '../project/project.js'

const MOST_PLOTS = 50
const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
}

/** The media type of a file, by its extension. */
export function typeOf(path: string): string {
  return TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream'
}

/**
 * Uploads the report, its page, the signed statements and the plots of at most 8 MiB to the tracked run, with masked values replaced. Where clients must store artifacts themselves
 * (`--no-serve-artifacts`), it writes a notice and uploads nothing.
 * @throws {OutsideError} the server does not store them
 */
export async function keepArtifacts(project: Project, client: MlflowClient, tracked: TrackedRun): Promise<void> {
  const { run } = project
  if (proxiedPath(tracked.artifactUri) === undefined) {
    run.host.notice(
      `The report and the plots are not in MLflow: the server does not store artifacts (${tracked.artifactUri}). ` +
        'Start it with --artifacts-destination.',
    )
    return
  }
  const put = (path: string, content: Buffer) =>
    putArtifact(client, tracked.artifactUri, path, { size: content.length, open: () => content, type: typeOf(path) })
  const report = redactStrings(run.report, (text) => run.host.redact(text))
  await put('dvc-ci/report.json', Buffer.from(`${jsonText(report)}\n`))
  await put('dvc-ci/report.html', Buffer.from(pageText(report, run.facts)))
  // Signed bytes: masked values were replaced before.
  if (run.facts.provenance !== undefined) await put('dvc-ci/provenance.jsonl', Buffer.from(run.facts.provenance))
  const plots = [
    ...new Set([
      ...project.stages
        .flatMap(({ outs }) => outs)
        .filter(({ plot }) => plot)
        .map(({ path }) => path),
      ...project.index.plots,
    ]),
  ].filter((path) => !path.startsWith('../'))
  for (const path of plots.slice(0, MOST_PLOTS)) {
    const plot = await searchFile(resolve(run.settings.workingDirectory, path), (text) => run.host.redact(text))
    if (plot === undefined) continue
    if (plot.content === undefined)
      run.host.warning(`The plot ${path} is not in MLflow: it has a value that the log masks, and it is no text.`)
    else await put(`plots/${path}`, plot.content)
  }
}
