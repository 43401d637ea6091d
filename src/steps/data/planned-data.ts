/** The part of a build plan that says which data is downloaded. */
export interface PlannedData {
  /** Stages that may run. */
  mayRun: ReadonlySet<string>
  /** Names of stages and `.dvc` files whose outputs are the inputs of the build. */
  pull: readonly string[]
}
