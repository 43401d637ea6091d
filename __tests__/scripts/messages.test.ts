import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type * as messages from '../../scripts/messages.mjs'
import { importForWorker } from '../support/import-for-worker.js'

const path = join(import.meta.dirname, '../../scripts/messages.mjs')
const { allMessages, messagesOfPython, messagesOfTypeScript } = (await importForWorker(path)) as typeof messages

const found = (text: string) => messagesOfTypeScript('x.ts', text).map(({ kind, text: shown }) => [kind, shown])

describe('the list of messages', () => {
  test('an error is listed with its identifier, its message and its remedy', () => {
    expect(
      found(
        "throw new SetupError(\n  'setting-unknown',\n  `no ${name}.`,\n  { key: 'k', remedy: 'Use another name.' },\n)",
      ),
    ).toEqual([
      ['error[setting-unknown]', 'no {name}.'],
      ['remedy', 'Use another name.'],
    ])
  })

  test.each([
    ["run.host.warning('It is late.')", 'host.warning', 'It is late.'],
    ["run.skip('pull', `no data of ${name}`)", 'skip', 'no data of {name}'],
    ["run.step('verify remote', body)", 'step', 'verify remote'],
    ["outcome.message = one ? 'one is left' : 'none'", 'message', 'one is left'],
    ["lint.push({ rule: 'x', message: `${path} is stale.` })", 'message', '{path} is stale.'],
    ["const row = { description: 'Whether it runs.' }", 'description', 'Whether it runs.'],
    ['const lines = [`${a} of these are all new`]', 'text', '{a} of these are all new'],
  ])('%s is listed', (text, kind, shown) => {
    expect(found(text)).toEqual([[kind, shown]])
  })

  test('names, paths and identifiers are not listed', () => {
    expect(found("import x from 'a b c d'\nconst y = { message: 'a/b.ts', title: 'x' }\nf('one', 'two')")).toEqual([])
  })

  test('the texts of Python are listed by line', () => {
    expect(messagesOfPython('x = 1\nraise DvcException(\n    f"the manifest {name} " "is altered"\n)\n')).toEqual([
      { line: 2, kind: 'raise', text: 'the manifest {name} is altered' },
    ])
  })

  test('known messages of every kind are found in the sources', async () => {
    const all = [...(await allMessages()).values()].flat()
    const kinds = new Set(all.map(({ kind }) => kind.replace(/\[.*/, '')))
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'description',
        'error',
        'fix',
        'host.info',
        'host.notice',
        'host.warning',
        'message',
        'raise',
        'remedy',
        'skip',
        'step',
        'text',
      ]),
    )
    expect(all.filter(({ kind }) => kind.startsWith('error['))).not.toHaveLength(0)
    expect(all.length).toBeGreaterThan(1_500)
  })
})
