import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CLI, freshClone, inFolder, median, timed } from './measure.mjs'
import { trivial } from './projects.mjs'
import { row } from './table.mjs'

const BAR = 0.2
const METER =
  "process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stdout.write(`\\nprocessor: ${(user + system) / 1e6}\\n`) })\n"

/**
 * What a plan for many machines takes beside its questions to DVC: the whole of `dvc-ci plan` without the seconds in which an answer of DVC's was awaited, and
 * not less than the processor seconds of our own process, since we may work while DVC does.
 */
export const planning = {
  name: "plan for 1,000 stages, our own time besides DVC's",
  async rows(rounds) {
    const [theirs, ours] = [[], []]
    for (let round = 0; round < rounds; round++) {
      const seconds = await inFolder(async (directory) => {
        const at = await freshClone(directory, (path) => trivial(path, 1000, 50), { changed: true })
        const meter = join(directory, 'meter.mjs')
        await writeFile(meter, METER)
        const whole = await timed([process.execPath, '--import', pathToFileURL(meter).href, CLI, 'plan', '--verbose'], {
          cwd: at.clone,
          env: at.env,
        })
        const answers = [...whole.output.matchAll(/^dvc .*: exit 0, (\d+) ms$/gm)].map(
          ([, milliseconds]) => Number(milliseconds) / 1000,
        )
        const processor = Number(/^processor: ([\d.]+)$/m.exec(whole.output)?.[1])
        if (answers.length === 0 || !(processor > 0) || !whole.output.includes('1000 stages on'))
          throw new Error(`the plan is not one of 1,000 stages, or tells no times: ${whole.output.slice(-2000)}`)
        return {
          own: Math.max(processor, whole.seconds - answers.reduce((sum, each) => sum + each, 0)),
          dag: (await timed(['dvc', 'dag'], { cwd: at.clone, env: at.env })).seconds,
        }
      })
      ours.push(seconds.own)
      theirs.push(seconds.dag)
    }
    return [row(planning.name, median(theirs), median(ours), BAR)]
  },
}
