// Checks the subjects of commits. `node scripts/commit-subject.mjs RANGE` checks those of a range of Git, merges left
// out; `node scripts/commit-subject.mjs --edit FILE` checks one message, as the hook commit-msg of Git has it.
import { spawnSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Columns of a subject. Git and GitHub cut off what is longer. */
const COLUMNS = 72
/** Verbs in the imperative that end as a past tense or a participle does. */
const IMPERATIVE = new Set(['bring', 'embed', 'exceed', 'feed', 'need', 'proceed', 'seed', 'shed', 'speed', 'spread'])

/** The faults of a subject, none where it is well formed. */
export function subjectFaults(subject) {
  const form = /^(?<area>[a-z][a-z0-9-]*): (?<rest>\S.*)$/.exec(subject)
  if (form === null) return ['it is not `area: imperative`, such as `lint: name the line of a credential`']
  const [verb] = form.groups.rest.split(' ')
  return [
    ...(subject.length > COLUMNS ? [`it has ${subject.length} columns, and ${COLUMNS} are the limit`] : []),
    ...(subject.endsWith('.') ? ['it ends with a full stop'] : []),
    ...(/^[a-z]+(ed|ing)$/.test(verb) && !IMPERATIVE.has(verb) ? [`'${verb}' is not the imperative`] : []),
  ]
}

/** One line for each fault of the subjects that `[name, subject]` pairs have. */
export function subjectReport(commits) {
  return commits.flatMap(([name, subject]) =>
    subjectFaults(subject).map((fault) => `${name}: the subject '${subject}' is wrong: ${fault}.`),
  )
}

function commitsOf(range) {
  const argv = ['log', '--no-merges', '--format=%h%x09%s', '--end-of-options', range]
  const { status, stdout, stderr } = spawnSync('git', argv, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`git log ${range} failed: ${stderr.trim()}`)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)])
}

/** The first line of a message that is no comment of Git's. */
function editedSubject(file) {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.find((line) => line.trim() !== '' && !line.startsWith('#')) ?? ''
}

function main([first = 'origin/main..HEAD', file]) {
  const commits = first === '--edit' ? [['commit', editedSubject(file)]] : commitsOf(first)
  const report = subjectReport(commits)
  for (const line of report) console.error(line)
  if (report.length > 0) console.error('Reword it: `git commit --amend`, or `git rebase --interactive`.')
  process.exitCode = report.length === 0 ? 0 : 1
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  main(process.argv.slice(2))
