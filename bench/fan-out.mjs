import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runAct } from '../scripts/lab/act.mjs'
import { freshClone, inFolder, median, timed } from './measure.mjs'
import { spread } from './projects.mjs'
import { row } from './table.mjs'
import { rebuildScript } from './works.mjs'

const run = promisify(execFile)
const [BAR, JOBS, SECONDS] = [0.35, 8, 10]
const WORKFLOW = '.github/workflows/rebuild.yml'
const make = (at) => spread(at, JOBS, SECONDS, WORKFLOW)

/** One build over many machines under a workflow runner, all of its seconds counted, against the script on one machine. */
export const fanOut = {
  name: 'fan-out over 8 matrix jobs under act, stages of 10 s',
  async rows(rounds) {
    const [theirs, ours] = [[], []]
    for (let round = 0; round < rounds; round++) {
      ours.push(await overMachines())
      theirs.push(
        await inFolder(async (directory) => {
          const { clone, env } = await freshClone(directory, make, { changed: true })
          return (await timed(['bash', '-c', rebuildScript('data.txt.dvc')], { cwd: clone, env })).seconds
        }),
      )
    }
    return [row(fanOut.name, median(theirs), median(ours), BAR)]
  },
}

function overMachines() {
  return inFolder(async (directory) => {
    const { project, clone, env } = await freshClone(directory, make, { changed: true })
    const machine = join(directory, 'machine')
    await mkdir(machine)
    const git = async (...args) => (await run('git', args, { cwd: clone, env })).stdout.trim()
    const [before, after] = [await git('rev-parse', 'HEAD^'), await git('rev-parse', 'HEAD')]
    const repository = {
      name: 'sleepers',
      full_name: 'team/sleepers',
      private: true,
      default_branch: 'main',
      owner: { login: 'team', name: 'team' },
    }
    const payload = { ref: 'refs/heads/main', before, after, repository, sender: { login: 'alice' } }
    const started = performance.now()
    const { code, output } = await runAct({
      machine,
      directory: clone,
      origin: project.origin,
      event: 'push',
      workflow: WORKFLOW,
      payload,
      path: env.PATH,
    })
    const seconds = (performance.now() - started) / 1000
    if (code !== 0) throw new Error(`the workflow ended with code ${code}: ${output.slice(-4000)}`)
    // A build that did not land would be fast.
    await git('fetch', '-q')
    if ((await git('rev-parse', 'origin/main^')) !== after)
      throw new Error('the workflow ended well, and no build is on main')
    return seconds
  })
}
