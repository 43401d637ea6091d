/** True where a setting names this metric: by its dotted key, with or without its file. */
export function matchesMetric({ name, path }: { name: string; path: string }, asked: string): boolean {
  return name === asked || `${path}:${name}` === asked
}
