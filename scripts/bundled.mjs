/**
 * Runs a program of `__tests__` outside of jest: bundled, with the folder that suites share, in a process of its own.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import setUp, { tearDown } from './jest/templates.mjs'
import { lab } from './lab/paths.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** @param entry path of a TypeScript file from the root. Its exit code becomes that of this process. */
export async function runBundled(entry, args) {
  // Inside of the checkout, so that the packages resolve.
  const folder = await mkdtemp(join(lab.directory, 'bundled-'))
  try {
    await build({
      entryPoints: [join(root, entry)],
      outfile: join(folder, 'main.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'warning',
      define: { 'process.env.DVC_CI_ENGINE': JSON.stringify(join(root, 'engine/dvc_ci_engine/__main__.py')) },
      // The scripts know where the checkout is by their own place.
      plugins: [
        {
          name: 'scripts stay where they are',
          setup: ({ onResolve }) =>
            onResolve({ filter: /\.mjs$/ }, ({ path, resolveDir }) => ({
              path: resolve(resolveDir, path),
              external: true,
            })),
        },
      ],
    })
    await setUp()
    const child = spawn(process.execPath, ['--no-warnings', join(folder, 'main.mjs'), ...args], {
      stdio: 'inherit',
    })
    for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name))
    process.exitCode = await new Promise((done) => {
      child.once('close', (code) => done(code ?? 1))
    })
  } finally {
    await tearDown()
    await rm(folder, { recursive: true, force: true })
  }
}
