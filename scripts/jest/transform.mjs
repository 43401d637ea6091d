/** Turns TypeScript into JavaScript for jest by esbuild, which checks no types: `npm run typecheck` does. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transform, version } from 'esbuild'

const OWN = readFileSync(fileURLToPath(import.meta.url))
const options = {
  format: 'esm',
  loader: 'ts',
  sourcemap: 'inline',
  sourcesContent: false,
  target: 'node20',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
}

export default {
  getCacheKey: (source, path) =>
    createHash('sha256').update(OWN).update(version).update(`\0${path}\0`).update(source).digest('hex').slice(0, 32),
  async processAsync(source, path) {
    const { code } = await transform(source, { ...options, sourcefile: path })
    return { code }
  },
}
