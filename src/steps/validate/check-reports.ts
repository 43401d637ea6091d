import { realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FoundResults, type KeptFailure, LARGEST_CHECK_REPORT } from '../../check-reports/found-results.js'
import type { CheckFailure, CheckFile, CheckResults } from '../../report/check-report.js'
import { type ReportFileProblem, reportFileFinding } from '../../report/check-report-findings.js'
import type { Finding } from '../../report/report.js'
import { readPlainFile } from '../../run/plain-file.js'
import { isInside } from '../../run/real-path.js'
import type { Check } from '../../settings/settings.js'
import type { Project } from '../project/project.js'
import { findReportFiles, MOST_FILES } from './report-files.js'
import { repositoryPath } from './repository-path.js'

/** The report files of one check. A file that the check does not write again is from before it, and is not read. */
export class CheckReports {
  private constructor(
    private readonly project: Project,
    private readonly check: Check,
    private readonly before: ReadonlyMap<string, string>,
  ) {}

  /** Notes the state of the files before the check runs. */
  static async before(project: Project, check: Check): Promise<CheckReports> {
    const folder = project.run.settings.workingDirectory
    const before = new Map<string, string>()
    for (const pattern of check.reports ?? [])
      for (const path of (await findReportFiles(folder, pattern)).paths) {
        const signature = await signatureOf(join(folder, path))
        if (signature !== undefined) before.set(path, signature)
      }
    return new CheckReports(project, check, before)
  }

  /** Reads the files after the check. Never throws: a file that cannot be used is a finding. */
  async read(): Promise<{ results?: CheckResults; findings: Finding[] }> {
    const { run, git } = this.project
    const folder = run.settings.workingDirectory
    const all = new FoundResults((text) => run.host.redact(text), git.root)
    const files: CheckFile[] = []
    const problems: ReportFileProblem[] = []
    const stale: string[] = []
    const known = new Set<string>()
    for (const pattern of this.check.reports ?? []) {
      const { paths, isCut } = await findReportFiles(folder, pattern)
      if (paths.length === 0) problems.push({ kind: 'missing', path: pattern })
      if (isCut) problems.push({ kind: 'many', path: pattern, read: MOST_FILES })
      for (const path of paths) {
        if (known.has(path) || files.length >= MOST_FILES) continue
        known.add(path)
        if (await this.isFromBefore(path)) {
          stale.push(path)
          continue
        }
        const read = await this.readFile(path)
        if ('kind' in read) problems.push(read)
        else {
          all.add(read.found, dirname(join(folder, path)))
          files.push({ path: this.project.inGit(path), format: read.format })
        }
      }
    }
    if (stale.length > 0) problems.push({ kind: 'stale', paths: stale })
    const findings = problems.map((problem) => reportFileFinding(this.check.name, problem))
    if (files.length === 0) return { findings }
    const { failures, omitted } = all.result()
    return {
      findings,
      results: {
        files,
        totals: all.totals,
        failures: await this.atFiles(failures),
        ...(omitted === 0 ? {} : { failures_omitted: omitted }),
      },
    }
  }

  private async isFromBefore(path: string): Promise<boolean> {
    const before = this.before.get(path)
    return (
      before !== undefined && before === (await signatureOf(join(this.project.run.settings.workingDirectory, path)))
    )
  }

  private async readFile(
    path: string,
  ): Promise<Exclude<ReturnType<typeof readCheckReport>, { fault: string }> | ReportFileProblem> {
    const { run, git } = this.project
    const folder = run.settings.workingDirectory
    // What the user's own tools left may be a link, a pipe, or removed in between.
    const real = await realpath(join(folder, path)).catch(() => undefined)
    if (real === undefined) return { kind: 'unreadable', path, fault: 'it is a link to a file that does not exist' }
    if (!isInside(await realpath(folder), real)) return { kind: 'outside', path }
    const file = await readPlainFile(real, LARGEST_CHECK_REPORT)
    if ('problem' in file)
      return file.problem === 'large'
        ? { kind: 'large', path, size: file.size, most: LARGEST_CHECK_REPORT }
        : {
            kind: 'unreadable',
            path,
            fault: file.problem === 'irregular' ? 'it is not a regular file' : 'it cannot be opened',
          }
    // Most runs have no report file, and need no parser of XML.
    const { readCheckReport } = await import('../../check-reports/read-check-report.js')
    const read = readCheckReport(file.bytes, (text) => run.host.redact(text), git.root)
    return 'fault' in read ? { kind: 'unreadable', path, fault: read.fault } : read
  }

  /** Failures at files of the repository: the first of the possible places that exists. */
  private async atFiles(failures: readonly KeptFailure[]): Promise<CheckFailure[]> {
    const { git, directory } = this.project
    const known = new Map<string, string | undefined>()
    const found: CheckFailure[] = []
    for (const { places, folder = directory, ...failure } of failures) {
      let place: Pick<CheckFailure, 'path' | 'line' | 'column'> = {}
      for (const { file, line, column } of places) {
        const key = `${folder}\0${file}`
        if (!known.has(key)) known.set(key, await repositoryPath(git.root, [directory, git.root, folder], file))
        const path = known.get(key)
        if (path === undefined) continue
        place = { path, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) }
        break
      }
      found.push({ ...failure, ...place })
    }
    return found
  }
}

/** Differs after each write, also of the same content; undefined for an absent file. */
async function signatureOf(path: string): Promise<string | undefined> {
  const info = await stat(path, { bigint: true }).catch(() => undefined)
  return info === undefined ? undefined : [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(':')
}
