/** Where the parts of a digits project are: absolute paths. */
export interface DigitsPlaces {
  /** A bare Git repository, the server. */
  origin: string
  /** The DVC remote, a local folder. */
  storage: string
  /** A clone in which everything is reproduced, committed and pushed. */
  alice: string
}
export function digitsEnvironment(base?: NodeJS.ProcessEnv): NodeJS.ProcessEnv
export function createDigits(directory: string): Promise<DigitsPlaces>
