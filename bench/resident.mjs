import { ask, startResident } from './engine.mjs'
import { freshClone, inFolder, median, timed } from './measure.mjs'
import { digits } from './projects.mjs'
import { row } from './table.mjs'

const BAR = 0.25
const COMMANDS = [['status'], ['dag', '--dot'], ['metrics', 'show'], ['params', 'diff', 'HEAD~0'], ['data', 'status']]

/** What one command of DVC's costs in the process that stays, and in one of its own. */
export const resident = {
  name: 'one DVC command once resident',
  rows: (rounds) =>
    inFolder(async (directory) => {
      const { clone, env } = await freshClone(directory, digits)
      await timed(['dvc', 'pull', '-q'], { cwd: clone, env })
      const engine = await startResident(clone, env)
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
