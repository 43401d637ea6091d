/** Whether a value is an object with names: no list, and not null. For data from YAML, JSON and TOML. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
