import fc from 'fast-check'
import {
  branchAddress,
  commitAddress,
  githubAddress,
  linkedCommit,
  linksTo,
  webAddress,
} from '../../src/report/links.js'
import { emptyReport } from '../../src/report/report.js'
import { anyCharacter } from '../support/any-text.js'

const REPOSITORY = 'https://github.example/team/digits'

test('a file is linked at its line, in the head of the pull request', () => {
  const { source } = emptyReport('validate', {
    sha: 'merge',
    head_sha: 'a'.repeat(40),
    ref: '',
    event: 'pull_request',
    repository: REPOSITORY,
    trusted: true,
  })
  const linkTo = linksTo(linkedCommit({ source }))
  expect(linkTo('sub dir/dvc.yaml', 14)).toBe(`${REPOSITORY}/blob/${'a'.repeat(40)}/sub%20dir/dvc.yaml#L14`)
  expect(linkTo('a#b?.py')).toBe(`${REPOSITORY}/blob/${'a'.repeat(40)}/a%23b%3F.py`)
  expect(linksTo(linkedCommit({ source: { ...source, head_sha: undefined as never, sha: '' } }))('x')).toBeUndefined()
})

test.each(['../x', 'a/../x', '/etc/passwd', 'a//b', './x', ''])('%j is no path of a repository', (path) => {
  expect(linksTo({ repositoryUrl: REPOSITORY, sha: 'a' })(path)).toBeUndefined()
})

test('no path leaves the commit, whatever its characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (path) => {
      const address = linksTo({ repositoryUrl: REPOSITORY, sha: 'abc' })(path, 3)
      if (address === undefined) return
      const { href, hash, search } = new URL(address)
      expect([href.startsWith(`${REPOSITORY}/blob/abc/`), hash, search]).toEqual([true, '#L3', ''])
    }),
  )
})

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'https://user:token@github.com/o/r',
  'https://x"><script>',
  'https://',
  'https://a b',
  '//evil.example',
  'ftp://a/b',
  '',
  undefined,
])('%j is no address for a report', (text) => {
  expect([webAddress(text), commitAddress(text, 'a'), branchAddress(text, 'main')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('an address of a server loses only its last slash', () => {
  expect(webAddress('http://127.0.0.1:3000/o/r/')).toBe('http://127.0.0.1:3000/o/r')
  expect(branchAddress(REPOSITORY, 'feature/a b#1')).toBe(`${REPOSITORY}/tree/feature/a%20b%231`)
})

test.each([
  ['https://github.com/team/digits.git', 'https://github.com/team/digits'],
  ['https://x-access-token:ghs_secret@github.com/team/digits', 'https://github.com/team/digits'],
  ['git@github.com:team/digits.git', 'https://github.com/team/digits'],
  ['ssh://git@github.com/team/dig.its.git/', 'https://github.com/team/dig.its'],
  ['ssh://git@github.com:22/team/digits', 'https://github.com/team/digits'],
  ['https://gitlab.com/team/digits.git', undefined],
  ['https://evil.example/github.com/team/digits', undefined],
  ['git@github.com.evil.example:team/digits', undefined],
  ['/srv/git/github.com/team/digits.git', undefined],
  ['https://github.com/team', undefined],
  ['', undefined],
])('the remote %s is %s on GitHub', (remote, expected) => {
  expect(githubAddress(remote)).toBe(expected)
})
