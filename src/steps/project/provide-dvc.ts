import { childEnvironment } from '../../run/child-environment.js'
import type { Run } from '../../run/run.js'
import type { SharedCache } from '../../run/shared-cache.js'
import { type DvcInstallation, provideDvc } from '../../toolchain/provide-dvc.js'
import { type LockChange, readDvcLock } from './dvc-lock.js'
import { knownDvc } from './start-dvc.js'

/** The DVC that a step needs. */
export interface DvcRequest {
  /** The folder of the project, whose own environment may have DVC. Absolute. */
  directory: string
  /** URL schemes of the remotes; those of local folders are empty. */
  schemes: readonly string[]
  /** Keeps the installation for other machines. */
  cache?: SharedCache | undefined
  /** The change that the run is about; a run outside of a repository has none. */
  change?: LockChange
}

/**
 * Provides the DVC of a run by the setting `dvc-lock`, and records its version.
 * @throws as `readDvcLock`, and as `provideDvc` of the toolchain
 */
export async function provideRunsDvc(
  run: Run,
  { directory, schemes, cache, change }: DvcRequest,
): Promise<DvcInstallation> {
  const { settings, host, signal, facts, report } = run
  const lock = await readDvcLock(run, change)
  const installation = await provideDvc({
    schemes,
    cwd: directory,
    env: childEnvironment(process.env),
    host,
    signal,
    known: (python) => knownDvc(signal, python),
    ...(cache === undefined ? {} : { shared: cache }),
    ...(lock === undefined ? {} : { lock }),
    ...(settings.dvcVersion === undefined ? {} : { version: settings.dvcVersion }),
  })
  facts.dvcVersion = installation.version
  if (report.versions !== undefined) report.versions.dvc = installation.version
  return installation
}
