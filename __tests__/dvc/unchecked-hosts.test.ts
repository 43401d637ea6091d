import { expect, test } from '@jest/globals'
import { uncheckedTeller } from '../../src/dvc/unchecked-hosts.js'

test('each host without a known key is told once, with the command that prints its key', () => {
  const told: string[] = []
  const tell = uncheckedTeller((text) => told.push(text))
  for (const host of ['a.example', '[b.example]:2222', 'a.example']) tell({ host, fingerprint: 'SHA256:x' })
  expect(told).toHaveLength(2)
  expect(told[0]).toContain('`ssh-keyscan a.example`')
  expect(told[1]).toContain('`ssh-keyscan -p 2222 b.example`')
})
