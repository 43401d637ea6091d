import { named } from '../text/words.js'
import type { Report } from './report.js'
import { code, type Section, text } from './section.js'

/** The differences from the environment of the last official build. */
export function environmentSection({ environment }: Pick<Report, 'environment'>): Section {
  return {
    title: 'Environment',
    columns: ['Package', 'Version', 'In the last build'],
    rows: (environment?.changed ?? []).map(({ name, value, baseline }) => ({
      tone: 'plain',
      cells: [code(name), text(value ?? 'absent'), text(baseline ?? 'absent')],
    })),
  }
}

/** The jobs of a build over several machines that ran in another environment than the first one. */
export function jobEnvironmentsSection({ environment }: Pick<Report, 'environment'>): Section {
  return {
    title: 'Jobs with another environment',
    columns: ['Jobs', 'Package', 'Version', 'In the first job'],
    rows: (environment?.jobs ?? []).flatMap(({ jobs, changed }) =>
      changed.map(({ name, value, baseline }) => ({
        tone: 'warn' as const,
        cells: [text(named(jobs)), code(name), text(value ?? 'absent'), text(baseline ?? 'absent')],
      })),
    ),
  }
}

/** The outputs of a build that differ from the ones of its source commit, and how many are the same. */
export function reproducedSection({ reproduced = [] }: Pick<Report, 'reproduced'>): Section {
  return {
    title: 'Reproduced outputs',
    columns: ['Output', 'Beside the source commit'],
    quietly: 'bit for bit as committed',
    rows: reproduced.map(({ path, same }) => ({
      tone: same ? 'plain' : 'warn',
      quiet: same,
      cells: [code(path), text(same ? 'bit for bit as committed' : 'differs')],
    })),
  }
}
