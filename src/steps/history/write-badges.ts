import { join } from 'node:path'
import { messageOf, SetupError } from '../../errors/errors.js'
import type { BuildsReport } from '../../report/builds-report.js'
import { historyBadges } from '../../report/history-badges.js'
import { writeWhole } from '../../run/report-file.js'

/** Writes the badges into a folder. @returns their number @throws {SetupError} the folder cannot be written */
export function writeBadges(folder: string, builds: BuildsReport): number {
  const badges = historyBadges(builds)
  for (const [name, svg] of badges) {
    try {
      writeWhole(join(folder, name), svg)
    } catch (error) {
      throw new SetupError('report-output-not-writable', `badges: could not write ${name}: ${messageOf(error)}.`, {
        key: 'badges',
        value: folder,
        remedy: 'Name a folder that you may write to.',
        cause: error,
      })
    }
  }
  return badges.size
}
