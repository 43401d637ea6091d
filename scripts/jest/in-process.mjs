/** Bundles __tests__/support/in-process.ts for the suites that run requests in their own process. */
import { realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { lab } from '../lab/paths.mjs'

const address = (path) => JSON.stringify(pathToFileURL(join(lab.root, path)).href)

/** @param outdir gets in-process.mjs @param relay the program of dvc-server.mjs */
export async function bundleInProcess(outdir, relay) {
  const { version } = JSON.parse(await readFile(join(lab.root, 'package.json'), 'utf8'))
  await build({
    entryPoints: [join(lab.root, '__tests__/support/in-process.ts')],
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    banner: {
      js: "import { createRequire as createRequireOfRuns } from 'node:module'\nconst require = createRequireOfRuns(import.meta.url)",
    },
    inject: [join(lab.root, '__tests__/support/in-process-globals.ts')],
    define: {
      // As the program `dvc` names it.
      sharedPython: JSON.stringify(join(realpathSync(dirname(lab.pythonBin('dvc'))), 'python')),
      relay: JSON.stringify(relay),
      'process.env': 'runEnv',
      'process.cwd': 'runCwd',
      'process.stdin': 'runStdin',
      'process.stdout': 'runStdout',
      'process.stderr': 'runStderr',
      'process.env.DVC_CI_VERSION': JSON.stringify(version),
      "process.env['DVC_CI_ENGINE']": address('engine/dvc_ci_engine/__main__.py'),
      "process.env['DVC_CI_TABLES']": address('engine/dvc_ci_tables/__main__.py'),
      "process.env['DVC_CI_FILES']": address('engine/dvc_ci_files/__main__.py'),
      "process.env['DVC_CI_PAGE']": address('dist/'),
      "process.env['DVC_CI_PAGES']": address('dist/pages.json'),
      "process.env['DVC_CI_CACHE_WORKER']": address('dist/cache-worker.js'),
    },
    logLevel: 'warning',
  })
}
