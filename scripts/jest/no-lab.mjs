/** Takes the place of `scripts/lab/paths.mjs` in unit suites, which run before the lab is installed. */
const refuse = (use) => {
  throw new Error(`a unit suite used the lab (${use}): name the suite *.real.test.ts`)
}
export const lab = new Proxy({}, { get: (_, name) => refuse(`lab.${String(name)}`) })
export const requireParts = (...parts) => refuse(parts.join(', '))
