/** One run of a workflow. All paths are absolute but `workflow`. */
export interface ActRun {
  /** An empty folder: what the runner keeps is there. */
  machine: string
  /** The clone. The runner takes its commit as GITHUB_SHA. */
  directory: string
  /** The bare repository that the jobs fetch from. */
  origin: string
  event: string
  /** Path in the clone. */
  workflow: string
  /** The event as GitHub sends it. */
  payload: object
  /** PATH of the jobs, without Node. */
  path: string | undefined
  /** Folder of the run's artifacts, kept where a run is started again. */
  artifacts?: string | undefined
  /** Secrets of the repository. */
  secrets?: Record<string, string>
  /** Variables of every job. */
  variables?: Record<string, string>
  /** Variables of the repository, as `vars` has them. */
  configuration?: Record<string, string>
  /** Folder of the runner's cache server, and below `runner` of what stays on the runner itself; without it the runner offers no cache. */
  cache?: string | undefined
  /** Folder of DVC's databases; else a folder below `machine`. */
  siteCache?: string
}

/**
 * Runs a workflow of a clone under a real workflow runner (act, on the machine itself), with the committed bundles of this repository, or those of DVC_CI_DIST.
 * @returns its exit code, and what it says: one JSON object a line
 */
export function runAct(run: ActRun): Promise<{ code: number; output: string }>
