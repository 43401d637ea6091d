import { execFileSync } from 'node:child_process'
import { chmod, cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { runAct } from '../../scripts/lab/act.mjs'
import { lab } from '../../scripts/lab/paths.mjs'
import { CLI, cleanUp, developer, scratch } from '../support/project.js'
import { readMessages } from './act.js'

afterAll(cleanUp)

/** Folders and files of this repository that a build reads. */
const SOURCES = [
  ...['src', 'engine', 'docs', 'scripts', '.github', 'package.json', 'package-lock.json', 'tsconfig.json'],
  ...['LICENSE', 'README.md', 'CHANGELOG.md', 'action.yml', 'dvc-ci.schema.json', '.gitignore'],
]
const NPM = `#!/bin/sh
# npm, but nothing is installed or published.
echo "npm $*" >>"$RECORD"
case $1 in
  ci) ln -s "$MODULES" node_modules ;;
  view) exit 1 ;;
  publish) sha256sum "$2" >>"$RECORD" ;;
  *) exec "$REAL_NPM" "$@" ;;
esac
`
const GH = `#!/bin/sh
# GitHub without a release and without a tag of the major version.
echo "gh $*" >>"$RECORD"
case "$1 $2" in
  "release view") exit 1 ;;
  "api repos/"*) exit 1 ;;
esac
`

/** A clone of this checkout whose HEAD is the commit of a release with its tag. */
async function tagged(tag: string): Promise<{ directory: string; origin: string }> {
  const [directory, origin] = [await scratch(), join(await scratch(), 'origin.git')]
  for (const name of SOURCES)
    await cp(join(lab.root, name), join(directory, name), {
      recursive: true,
      filter: (path) => !/__pycache__|_cache$|\.egg-info/.test(path),
    })
  await cp(dirname(CLI), join(directory, 'dist'), { recursive: true })
  const changelog = await readFile(join(directory, 'CHANGELOG.md'), 'utf8')
  const version = tag.slice(1)
  await writeFile(
    join(directory, 'CHANGELOG.md'),
    changelog.replace('## [Unreleased]', `## [Unreleased]\n\n## [${version}] - 2026-12-01`),
  )
  const git = (...args: string[]) => execFileSync('git', args, { cwd: directory, env: developer() })
  git('init', '-q', '-b', 'main')
  git('add', '--all')
  git('commit', '-q', '-m', 'Release')
  git('tag', '--annotate', tag, '--message', tag)
  // The runner takes the name of the repository from it.
  git('remote', 'add', 'origin', 'https://github.com/dvc-ci/dvc-ci.git')
  execFileSync('git', ['clone', '-q', '--bare', directory, origin], { env: developer() })
  return { directory, origin }
}

test('the release workflow publishes from a tag exactly what its first job built, compared and attested', async () => {
  const { version } = JSON.parse(await readFile(join(lab.root, 'package.json'), 'utf8')) as { version: string }
  const { directory, origin } = await tagged(`v${version}`)
  const [machine, programs, artifacts] = [await scratch(), await scratch(), await scratch()]
  const record = join(programs, 'record')
  for (const [name, text] of Object.entries({ npm: NPM, gh: GH })) {
    await writeFile(join(programs, name), text)
    await chmod(join(programs, name), 0o755)
  }
  const path = [programs, developer()['PATH']].join(delimiter)
  const repository = { name: 'dvc-ci', full_name: 'dvc-ci/dvc-ci', default_branch: 'main', owner: { login: 'dvc-ci' } }
  const { code, output } = await runAct({
    machine,
    directory,
    origin,
    event: 'push',
    workflow: '.github/workflows/release.yml',
    payload: { ref: `refs/tags/v${version}`, repository, sender: { login: 'alice' } },
    path,
    artifacts,
    secrets: { GITHUB_TOKEN: 'token' },
    variables: {
      PATH: path,
      RECORD: record,
      MODULES: join(lab.root, 'node_modules'),
      REAL_NPM: execFileSync('which', ['npm'], { encoding: 'utf8' }).trim(),
    },
  })
  const { log } = readMessages(output)
  expect([code, code === 0 ? '' : log.slice(-4000)]).toEqual([0, ''])

  const release = join(artifacts, 'release')
  const sums = new Map(
    (await readFile(join(release, 'SHA256SUMS'), 'utf8'))
      .split('\n')
      .map((line) => line.split('  ').reverse() as [string, string]),
  )
  const tarball = `dvc-ci-${version}.tgz`
  expect((await readdir(release)).sort()).toEqual(['SHA256SUMS', `dvc-ci-${version}.spdx.json`, tarball, 'notes.md'])
  const provenance = JSON.parse(
    await readFile(join(artifacts, 'attestations', `dvc-ci-${version}.intoto.jsonl`), 'utf8'),
  ) as { subject: { name: string; digest: { sha256: string } }[] }
  expect(provenance.subject.map(({ name }) => name)).toEqual(expect.arrayContaining(['dist/action.js', tarball]))

  const lines = (await readFile(record, 'utf8')).trim().split('\n')
  const tag = `v${version}`
  expect(lines.filter((line) => !/^npm (pack|sbom)/.test(line))).toEqual([
    'npm ci --ignore-scripts',
    `npm view dvc-ci@${version} dist.integrity`,
    `npm publish ./${tarball} --provenance --access public --tag latest --ignore-scripts`,
    `${sums.get(tarball)}  ./${tarball}`,
    `gh release view ${tag} --json isDraft --jq .isDraft`,
    expect.stringMatching(
      `^gh release create ${tag} --draft --verify-tag --title ${tag} --notes-file release/notes.md --prerelease=false release/dvc-ci-.*spdx.json release/${tarball} release/SHA256SUMS attestations/dvc-ci-.*jsonl$`,
    ),
    `gh release edit ${tag} --draft=false --latest=true`,
    'gh api repos/dvc-ci/dvc-ci/git/refs/tags/v0',
    expect.stringMatching(
      /^gh api --method POST repos\/dvc-ci\/dvc-ci\/git\/refs --field ref=refs\/tags\/v0 --field sha=[0-9a-f]{40}$/,
    ),
  ])
})
