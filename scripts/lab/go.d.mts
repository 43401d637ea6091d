/** Parses `go version` into [major, minor], or null when it is something else, such as a development version. */
export function parseGoVersion(text: string): [number, number] | null

/** True when `go version` printed a release that is at least `lowest` ("1.25"). */
export function isNewEnough(text: string, lowest: string): boolean
