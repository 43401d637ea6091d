import { CLI, median, timed } from './measure.mjs'
import { shown } from './table.mjs'

const BAR = 0.25

/** What everybody waits for first. */
export const startUp = {
  name: '`dvc-ci --version`',
  async rows(rounds) {
    const times = []
    for (let round = 0; round < rounds * 3; round++)
      times.push((await timed([process.execPath, CLI, '--version'], { cwd: '/', env: process.env })).seconds)
    const seconds = median(times)
    return [{ cells: [startUp.name, '', shown(seconds), '', shown(BAR)], held: seconds <= BAR }]
  },
}
