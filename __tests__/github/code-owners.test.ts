import { ownersOf } from '../../src/github/code-owners.js'

// The examples of docs.github.com, "About code owners", also with other paths.
test.each<[string, string, string[]]>([
  ['*       @global-owner1 @global-owner2', 'dvc-ci.yaml', ['@global-owner1', '@global-owner2']],
  ['* @all\n*.js    @js-owner #This is an inline comment.', 'src/a.js', ['@js-owner']],
  ['*.go docs@example.com', 'src/a.go', ['docs@example.com']],
  ['/build/logs/ @doctocat', 'build/logs/a/b.txt', ['@doctocat']],
  ['/build/logs/ @doctocat', 'x/build/logs/a', []],
  ['docs/*  docs@example.com', 'docs/getting-started.md', ['docs@example.com']],
  ['docs/*  docs@example.com', 'docs/build-app/troubleshooting.md', []],
  ['apps/ @octocat', 'x/apps/y/z', ['@octocat']],
  ['/docs/ @doctocat', 'docs/a', ['@doctocat']],
  ['/scripts/ @doctocat @octocat', 'scripts/a', ['@doctocat', '@octocat']],
  ['**/logs @octocat', 'deeply/nested/logs/a', ['@octocat']],
  ['**/logs @octocat', 'logs', ['@octocat']],
  ['/apps/ @octocat\n/apps/github', 'apps/github/a', []],
  ['/apps/ @octocat\n/apps/github', 'apps/a', ['@octocat']],
  ['models/**/dvc-ci.yaml @ml', 'models/a/b/dvc-ci.yaml', ['@ml']],
  ['models/** @ml', 'models/a/dvc-ci.yaml', ['@ml']],
  ['/* @top', 'dvc-ci.yaml', ['@top']],
  ['/* @top', 'a/dvc-ci.yaml', []],
  ['dvc-ci.ya?l @q', 'dvc-ci.yaml', ['@q']],
  ['dvcXci.yaml @x\ndvc-ci.yaml @acme/ml', 'dvc-ci.yaml', ['@acme/ml']],
  ['dvc.ci.yaml @dot', 'dvc-ci.yaml', []],
  ['* @all\r\n/dvc-ci.yaml @ml\r\n', 'dvc-ci.yaml', ['@ml']],
  // CODEOWNERS ignores these patterns of gitignore.
  ['* @all\n!dvc-ci.yaml @none', 'dvc-ci.yaml', ['@all']],
  ['* @all\n[d]vc-ci.yaml @none', 'dvc-ci.yaml', ['@all']],
  ['# * @commented\n\n', 'dvc-ci.yaml', []],
])('CODEOWNERS %j gives %s the owners %j', (text, path, owners) => {
  expect(ownersOf(text, path)).toEqual(owners)
})
