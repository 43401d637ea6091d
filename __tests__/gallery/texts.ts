import { createHash } from 'node:crypto'

/** Places of GitHub's runner. */
export const RUNNER = {
  home: '/home/runner',
  workspace: '/home/runner/work/digits/digits',
  environment: '/opt/digits',
  mlflow: 'https://mlflow.example.org',
} as const

/** Whatever differs between two runs that say the same: times, hashes of commits and identifiers. */
const FLEETING = /\b[0-9a-f]{7,64}\b|\b\d+(?:\.\d+)? (?:ms|s|min|h)\b|\b\d{4}-\d\d-\d\d[T ][\d:.]+Z?|\b\d+(?:\.\d+)?%/g

/** Places of this machine, which no picture may have, each with what is shown in its place. */
export type Places = readonly (readonly [place: string, shown: string])[]

/** A text as if it came from GitHub's runner. */
export function withoutPlaces(text: string, places: Places): string {
  return places
    .reduce((shown, [place, instead]) => shown.replaceAll(place, instead), text)
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, RUNNER.mlflow)
}

/** Names the places that a text has all the same. */
export function placesIn(text: string, places: Places): string[] {
  return [...places.map(([place]) => place), '127.0.0.1', '/tmp/', '/dev/shm'].filter((place) => text.includes(place))
}

/** What a picture shows, without what differs from run to run: an equal digest needs no new picture. */
export function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text.replace(FLEETING, '#')).update('\0')
  return hash.digest('hex').slice(0, 16)
}
