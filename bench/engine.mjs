import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { lab } from '../scripts/lab/paths.mjs'

let loaded

/**
 * The resident DVC as the flows start it, from its source. The caller closes it.
 * @throws Error if none stays
 */
export async function startResident(cwd, env) {
  loaded ??= load()
  const { startEngine } = await loaded
  const host = {
    debug: (text) => {
      if (text.startsWith('no resident DVC')) throw new Error(text)
    },
  }
  return startEngine({
    python: lab.pythonBin('dvc'),
    cwd,
    env,
    schemes: [],
    config: {},
    host,
    signal: new AbortController().signal,
  })
}

async function load() {
  const outfile = join(lab.directory, `engine-${process.pid}.mjs`)
  try {
    await build({
      entryPoints: [join(lab.root, 'src', 'dvc', 'engine.ts')],
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      outfile,
      logLevel: 'warning',
    })
    process.env.DVC_CI_ENGINE = pathToFileURL(join(lab.root, 'engine', 'dvc_ci_engine', '__main__.py')).href
    return await import(outfile)
  } finally {
    await rm(outfile, { force: true })
  }
}

/** Runs `dvc ARGV` there. @throws Error it failed */
export async function ask(engine, argv, options) {
  const { code, stderr } = await engine.run(argv, options)
  if (code !== 0) throw new Error(`dvc ${argv.join(' ')} ended with code ${code}: ${stderr}`)
}
