import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { emptyReport } from '../../src/report/report.js'
import { keepReport } from '../../src/run/keep-report.js'
import type { Run } from '../../src/run/run.js'

test('the signed statements of a build are beside its report, byte for byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-keep-'))
  try {
    const report = emptyReport('rebuild', { sha: 'a'.repeat(40), ref: '', event: 'push', trusted: true })
    const run = {
      settings: { report: join(folder, 'report.json') },
      report: { ...report, message: 'secret-1' },
      host: { redact: (text: string) => text.replaceAll('secret-1', '***') },
      facts: { provenance: '{"payload":"secret-1"}\n' },
    } as unknown as Run
    keepReport(run)
    expect(await readFile(join(folder, 'provenance.jsonl'), 'utf8')).toBe('{"payload":"secret-1"}\n')
    expect(await readFile(join(folder, 'report.json'), 'utf8')).not.toContain('secret-1')
  } finally {
    await rm(folder, { recursive: true })
  }
})
