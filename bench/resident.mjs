import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { lab } from '../scripts/lab/paths.mjs'
import { freshClone, inFolder, median, timed } from './measure.mjs'
import { digits } from './projects.mjs'
import { row } from './table.mjs'

const BAR = 0.25
const COMMANDS = [['status'], ['dag', '--dot'], ['metrics', 'show'], ['params', 'diff', 'HEAD~0'], ['data', 'status']]

/** What one command of DVC's costs in the process that stays, and in one of its own. */
export const resident = {
  name: 'one DVC command once resident',
  rows: (rounds) => inFolder(async (directory) => {
    const { clone, env } = await freshClone(directory, digits)
    await timed(['dvc', 'pull', '-q'], { cwd: clone, env })
    const engine = await startResident(directory, clone, env)
    const [theirs, ours] = [[], []]
    try {
      for (const argv of COMMANDS) await ask(engine, argv)
      for (let round = 0; round < rounds; round++) {
        for (const argv of COMMANDS) {
          theirs.push((await timed(['dvc', ...argv], { cwd: clone, env })).seconds)
          const started = performance.now()
          await ask(engine, argv)
          ours.push((performance.now() - started) / 1000)
        }
      }
    } finally {
      await engine.close()
    }
    return [row(resident.name, median(theirs), median(ours), BAR)]
  }),
}

async function ask(engine, argv) {
  const { code, stderr } = await engine.run(argv)
  if (code !== 0) throw new Error(`dvc ${argv.join(' ')} ended with code ${code}: ${stderr}`)
}

/** The engine as the flows start it, from its own source. */
async function startResident(directory, cwd, env) {
  const outfile = join(directory, 'engine.mjs')
  await build({ entryPoints: [join(lab.root, 'src', 'dvc', 'engine.ts')], bundle: true, format: 'esm', platform: 'node', target: 'node20', outfile, logLevel: 'warning' })
  process.env.DVC_CI_ENGINE = pathToFileURL(join(lab.root, 'src', 'dvc', 'engine.py')).href
  const { startEngine } = await import(outfile)
  const host = { debug: (text) => { if (text.startsWith('no resident DVC')) throw new Error(text) } }
  return startEngine({ python: lab.pythonBin('dvc'), cwd, env, schemes: [], config: {}, host, signal: new AbortController().signal })
}
