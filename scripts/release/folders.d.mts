/** Files by their path. */
export type Contents = Map<string, { bytes: Buffer; program: boolean }>

export function contentsOf(directory: string): Contents
export function differences(left: Contents, right: Contents): string[]
