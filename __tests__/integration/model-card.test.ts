import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

describe('the model card of an official build', () => {
  test('a build writes its part of the card into its commit, and leaves the text of the user as it is', async () => {
    const prose = '\uFEFF---\r\n# ours\r\nlicense:   mit\r\n---\r\n# Tiny\r\n\r\nWritten by people.  \r\n'
    const alice = await tinyProject({ 'dvc-ci.yaml': 'card: MODEL_CARD.md\n', 'MODEL_CARD.md': prose })
    const source = await alice.git('rev-parse', 'HEAD')
    await alice.edit('params.yaml', 'b: 5', 'b: 6')
    await alice.commit('Another b')
    const builder = await alice.clone()
    const { code, report } = await builder.run(['rebuild', '--thresholds', 'accuracy: {min: 0.5}'])
    expect([code, report.message]).toEqual([0, expect.stringContaining('commit')])
    const card = await builder.git('--git-dir', builder.origin, 'show', 'main:MODEL_CARD.md')
    console.log(card)
    expect(source).not.toBe('')
    expect(await readFile(join(builder.directory, 'MODEL_CARD.md'), 'utf8')).toContain('Written by people.  \r\n')
    expect(parse('a: 1')).toEqual({ a: 1 })
  })
})
