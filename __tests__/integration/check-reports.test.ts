import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { cleanUp, scratch, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const junit = (inside: string) => `<testsuite name="pytest">${inside}</testsuite>`
const failing = (file: string) =>
  junit(
    `<testcase classname="t" name="passes"/><testcase classname="t" name="fails"><failure message="assert 1 == 2">${file}: AssertionError</failure></testcase>`,
  )

async function project(files: Record<string, string>) {
  return tinyProject({ 'src/a.py': 'x = 1\n', ...files })
}

describe('the report files of checks', () => {
  test('become rows at files of the repository, and never at another one', async () => {
    const outside = await scratch()
    await writeFile(join(outside, 'secret.py'), '')
    const alice = await project({ 'lib/b.py': 'x\n' })
    await symlink(join(outside, 'secret.py'), join(alice.directory, 'link.py'))
    const cases = [
      `${alice.directory}/src/a.py:1`,
      'src/a.py:1',
      'b.py:1',
      `${outside}/secret.py:1`,
      '../../../etc/passwd:1',
      'link.py:1',
      '.git/config:1',
      'absent.py:1',
    ].map(
      (place, at) =>
        `<testcase name="t${at}"><failure message="${alice.directory}/src/a.py">${place}: E</failure></testcase>`,
    )
    await writeFile(join(alice.directory, 'source.txt'), junit(cases.join('')))
    const { report, code } = await alice.here([
      'validate',
      '--checks',
      '{ unit: { run: "cp source.txt lib/r.xml; exit 1", report: lib/r.xml } }',
    ])
    expect(code).toBe(1)
    expect(report.checks[0]).toMatchObject({ conclusion: 'failure' })
    expect(report.checks[0]?.results).toMatchObject({
      files: [{ path: 'lib/r.xml', format: 'junit' }],
      totals: { passed: 0, failed: 8, errors: 0, skipped: 0, warnings: 0 },
    })
    expect(report.checks[0]?.results?.failures.map(({ path, line, message }) => [path, line, message])).toEqual([
      ['src/a.py', 1, 'src/a.py'],
      ['src/a.py', 1, 'src/a.py'],
      ['lib/b.py', 1, 'src/a.py'],
      ...Array<unknown>(5).fill([undefined, undefined, 'src/a.py']),
    ])
  })

  test('the exit code decides; the report says where it differs, and what was not read', async () => {
    const alice = await project({ 'fail.txt': failing('src/a.py:1'), 'pass.txt': junit('<testcase name="a"/>') })
    const sarif = JSON.stringify({ version: '2.1.0', runs: [{ results: [{ ruleId: 'W', message: { text: 'w' } }] }] })
    await writeFile(join(alice.directory, 'warnings.txt'), sarif)
    await writeFile(join(alice.directory, 'stale.xml'), failing('src/a.py:1'))
    await mkdir(join(alice.directory, 'build'))
    const outside = await scratch()
    await writeFile(join(outside, 'r.xml'), failing('src/a.py:1'))
    const checks = {
      plain: 'true',
      passed: { run: 'cp pass.txt a.xml', report: 'a.xml' },
      doubtful: { run: 'cp fail.txt b.xml', report: './b.xml' },
      warned: { run: 'cp warnings.txt c.sarif', report: 'c.sarif' },
      stale: { run: 'true', report: 'stale.xml' },
      again: { run: 'cp stale.xml build/copy; cat build/copy > stale.xml', report: 'stale.xml' },
      absent: { run: 'true', report: ['absent.xml', 'build/*.xml'] },
      empty: { run: ': > empty.xml', report: 'empty.xml' },
      pipe: { run: 'mkfifo pipe.xml', report: 'pipe.xml' },
      folder: { run: 'mkdir folder.xml', report: 'folder.xml' },
      link: { run: `ln -s ${outside}/r.xml link.xml`, report: 'link.xml' },
      dangling: { run: 'ln -s nowhere dangling.xml', report: 'dangling.xml' },
      large: { run: 'truncate -s 100M large.xml', report: 'large.xml' },
      pattern: {
        run: ['mkdir -p build/sub', 'cp pass.txt build/one.xml', 'cp fail.txt build/sub/two.xml'],
        report: ['build/**/*.xml', 'build/one.xml'],
      },
    }
    const { report, code, stdout } = await alice.here(['validate', '--checks', JSON.stringify(checks)])
    expect([code, report.error]).toEqual([0, undefined])
    expect(Object.fromEntries(report.checks.map(({ name, conclusion }) => [name, conclusion]))).toEqual({
      ...Object.fromEntries(Object.keys(checks).map((name) => [name, 'success'])),
      doubtful: 'warning',
      again: 'warning',
      pattern: 'warning',
    })
    const read = report.checks.filter(({ results }) => results !== undefined)
    expect(read.map(({ name, results }) => [name, results?.totals.passed, results?.totals.failed])).toEqual([
      ['passed', 1, 0],
      ['doubtful', 1, 1],
      ['warned', 0, 0],
      ['again', 1, 1],
      ['pattern', 2, 1],
    ])
    const found = report.lint.filter(({ rule }) => rule.startsWith('check-'))
    const told = (rule: string) =>
      found
        .filter((finding) => finding.rule === rule)
        .map(({ message }) => /^(?:The check |checks\.)(\w+)/.exec(message)?.[1])
    expect(told('check-passed-with-failures')).toEqual(['doubtful', 'again', 'pattern'])
    expect(told('check-report-missing')).toEqual(['stale', 'absent', 'absent'])
    expect(told('check-report-unreadable')).toEqual(['empty', 'pipe', 'folder', 'link', 'dangling', 'large'])
    expect(found.every(({ severity }) => severity === 'warning')).toBe(true)
    expect(stdout).toContain('1 failed, 1 passed')
    expect(report.message).toContain('(with failures in the report of doubtful, again, pattern)')
  })
})
