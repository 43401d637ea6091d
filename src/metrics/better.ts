/** True where a metric is the one that a setting names: by its dotted key, or with its file in front. */
export function matchesMetric({ name, path }: { name: string; path: string }, asked: string): boolean {
  return name === asked || `${path}:${name}` === asked
}
