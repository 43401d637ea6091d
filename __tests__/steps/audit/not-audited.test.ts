import { expect, test } from '@jest/globals'
import { notAudited } from '../../../src/steps/audit/audit-build.js'

test('a build over many machines warns that its audit has no effect', () => {
  const warnings: string[] = []
  const run = (audit: string) =>
    ({
      settings: { rebuild: { audit } },
      host: { warning: (text: string) => warnings.push(text) },
    }) as unknown as Parameters<typeof notAudited>[0]
  expect([notAudited(run('off'), false), notAudited(run('fail'), true)]).toEqual(['', undefined])
  expect(warnings).toEqual([])
  expect(notAudited(run('fail'), false)).toContain('other machines')
  expect(warnings).toEqual([expect.stringMatching(/^rebuild\.audit: fail has no effect on this build/)])
})
