/** The part of a build plan that says which data is downloaded. */
export interface PlannedData {
  /** Stages that may run. */
  mayRun: ReadonlySet<string>
  /** Names of stages and `.dvc` files whose outputs the build starts from. */
  pull: readonly string[]
}
