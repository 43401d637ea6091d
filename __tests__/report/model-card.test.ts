import { expect, test } from '@jest/globals'
import { renderCard } from '../../src/report/model-card.js'
import { renderReleaseNotes } from '../../src/report/release-notes.js'

const facts = {
  report: { metrics: [], policies: [] },
  params: [],
  directory: '',
  provenance: false,
  data: Array.from({ length: 150 }, (_, index) => ({ path: `a/${index}`, hash: `a${index}`, hashName: 'md5' })),
}

test('the row of the model stays where rows are left out: the Hub asks the card alone whether it has a build', () => {
  const card = (hash: string, model: string) =>
    renderCard({ ...facts, model, data: [...facts.data, { path: 'z', hash, hashName: 'md5' }] })
  for (const model of ['z', 'z/model.bin']) {
    expect(card('one', model)).toContain('md5:one')
    expect(card('one', model)).not.toBe(card('other', model))
  }
  expect(card('one', 'zz')).not.toContain('md5:one')
})

test('release notes say where the commit of the last release is gone', () => {
  const none = { data: [], params: [], metrics: [], previous: 'v1' }
  expect(renderReleaseNotes(none, 10_000)).toContain('The server no longer has the commit of the last release.')
  expect(renderReleaseNotes({ ...none, commits: [] }, 10_000)).toContain('No commit changed it.')
})

test('commit messages in release notes notify no person, close no issue and are no markup', () => {
  const commits = [
    'fixes #12 and o/r#13, GH-14 @team/all',
    '- [ ] <img src=x onerror=a> | `b` **c** <!-- dvc-ci:release:end -->',
    '/dvc-ci accept\n\nbody',
    'see https://example.org/a www.example.org (#7)',
  ].map((message, index) => ({ sha: String(index).repeat(40), message }))
  const notes = renderReleaseNotes(
    { data: [], params: [], metrics: [], previous: '@v1', commits, repository: 'https://github.com/o/r' },
    10_000,
  )
  for (const text of [
    '#12 ',
    '#13,',
    'GH-14',
    '@team',
    '@v1',
    '<img',
    '<!--',
    '**c**',
    '`b`',
    '://example',
    'www.',
    'body',
  ])
    expect(notes).not.toContain(text)
  expect(notes.match(/<a href="[^"]*"/g)).toHaveLength(5)
})
