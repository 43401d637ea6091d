import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type NamedObjects, namedObjects, namingKind } from '../../dvc/named-objects.js'
import { joinPath } from '../../dvc/project-files.js'
import type { Need } from '../../dvc/retention-queries.js'
import { messageOf } from '../../errors/errors.js'
import type { HistoryCommit } from '../../git/data-history.js'
import { count } from '../../text/words.js'
import { DIRECTORY_TRAILER, SOURCE_TRAILER } from '../official/trailers.js'
import type { Project } from '../project/project.js'
import { REASONS, type Reason, type Reference, type References } from './find-references.js'
import { type NamedFiles, type NamedHistory, namingFiles } from './named-files.js'
import type { SharedProjects } from './shared-projects.js'

/** The object of the empty file, which every project shares and which dvc-ci writes to prove that it may. */
const EMPTY_FILE = 'd41d8cd98f00b204e9800998ecf8427e'
const DAY_SECONDS = 24 * 3600

/** The objects that commits need, and those that they ever named. */
export interface Needs {
  needs: Need[]
  history: NamedHistory
  /** Files of needed commits that cannot be read, each as a clause. */
  faults: string[]
}

/**
 * The objects that the references, the last official builds and the last days need, and what the history named.
 * @param named keeps the files that it read, for a second question
 */
export async function collectNeeds(
  project: Project,
  references: References,
  shared: SharedProjects,
  named: NamedFiles,
): Promise<Needs> {
  const { run, git } = project
  return run.step('needs', async (outcome) => {
    const isTree = new Map(references.found.map((each) => [each.sha, each.isTree === true]))
    const tips = [...isTree.keys()].filter((sha) => isTree.get(sha) === false)
    const tagged = [...isTree.keys()].filter((sha) => isTree.get(sha) === true)
    const history = await git.wholeHistory(tips)
    const wanted = [
      ...references.found,
      ...(await basesOf(project, references.found)),
      ...buildsAndDays(project, history),
    ]
    const trees = new Map([
      ...history.map(({ sha, tree }): [string, string] => [sha, tree]),
      ...tagged.map((tree): [string, string] => [tree, tree]),
    ])
    const found = await git.dataFiles(wanted.flatMap(({ sha }) => trees.get(sha) ?? []))
    const files = new Map([...found].map(([tree, each]) => [tree, namingFiles(each)]))
    await named.read(git, [...files.values()].flat())
    const needed = new Map<Reason, NamedObjects>(REASONS.map((reason) => [reason, { hashes: [], elsewhere: [] }]))
    const add = (because: Reason, { hashes, elsewhere }: NamedObjects) => {
      for (const hash of hashes) needed.get(because)?.hashes.push(hash)
      for (const hash of elsewhere) needed.get(because)?.elsewhere.push(hash)
    }
    const faults = new Map<string, string>()
    // Most trees are those of several references.
    const seen = new Set<string>()
    for (const { because, name, sha } of wanted) {
      const tree = trees.get(sha) ?? ''
      if (seen.has(`${because} ${tree}`)) continue
      seen.add(`${because} ${tree}`)
      const namedFiles = files.get(tree)
      if (namedFiles === undefined) faults.set(sha, `${sha.slice(0, 12)} (${name}): Git does not list its files`)
      for (const file of namedFiles ?? []) {
        const own = named.of(file)
        if (!('fault' in own)) add(because, own)
        else if (!faults.has(`${file.path} ${file.blob}`))
          faults.set(`${file.path} ${file.blob}`, `${file.path} in ${sha.slice(0, 12)} (${name}): ${own.fault}`)
      }
    }
    const tree = await workingTree(project)
    add('clone', tree.named)
    add('mlflow', { hashes: [], elsewhere: references.hashes })
    add('projects', { hashes: [], elsewhere: shared.hashes })
    outcome.message = `${count(history.length, 'commit')}, ${count(files.size, 'version')} of the data`
    return {
      needs: [
        { because: 'dvc-ci', hashes: [EMPTY_FILE], optional: [] },
        ...[...needed].map(([because, { hashes, elsewhere }]) => ({
          because,
          hashes: [...new Set(hashes)],
          optional: [...new Set(elsewhere)],
        })),
      ],
      history: await named.history(git, tips),
      faults: [...faults.values(), ...tree.faults, ...shared.faults],
    }
  })
}

/** The commits that validations compare branches with. */
async function basesOf({ git }: Project, references: readonly Reference[]): Promise<Reference[]> {
  const branch = await git.remoteDefaultBranch()
  const main = references.find(({ because, name }) => because === 'branches' && name === branch)
  if (main === undefined) return []
  const tips = references.filter(({ because }) => because === 'branches' || because === 'pull-requests')
  const bases: Reference[] = []
  for (const [tip, { because, name }] of new Map(tips.map((each) => [each.sha, each])))
    for (const sha of await git.commonAncestors(main.sha, tip)) bases.push({ because, name: `base of ${name}`, sha })
  return bases
}

/** The last official builds of each working directory, and the commits of the last days. */
function buildsAndDays({ run }: Project, history: readonly HistoryCommit[]): Reference[] {
  const { keepBuilds, keepDays } = run.settings.gc
  const since = Date.now() / 1000 - keepDays * DAY_SECONDS
  const builds = new Map<string, number>()
  return history.flatMap(({ sha, at, notes }): Reference[] => {
    if (notes.has(SOURCE_TRAILER)) {
      const directory = notes.get(DIRECTORY_TRAILER) ?? '.'
      const before = builds.get(directory) ?? 0
      builds.set(directory, before + 1)
      if (before < keepBuilds) return [{ because: 'builds', name: 'an official build', sha }]
    }
    // The clock of a committer that is ahead keeps a commit for longer; a tip needs no date.
    return keepDays > 0 && at >= since ? [{ because: 'recent', name: 'a commit of the last days', sha }] : []
  })
}

/** The objects that files of the working tree name: a user may push data before the commit. */
async function workingTree({
  git,
  run: { settings },
  index,
}: Project): Promise<{ named: NamedObjects; faults: string[] }> {
  const named: NamedObjects = { hashes: [], elsewhere: [] }
  const faults: string[] = []
  for (const path of (await git.workingFiles()).filter((each) => namingKind(each) !== undefined)) {
    let text: string
    try {
      text = await readFile(join(git.root, path), 'utf8')
    } catch (error) {
      // A deleted file, or a folder in its place.
      const { code = '' } = error as NodeJS.ErrnoException
      if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(code))
        faults.push(`${path} in the working tree: ${messageOf(error)}`)
      continue
    }
    const pipeline = await readFile(join(git.root, joinPath(path, '../dvc.yaml')), 'utf8').catch(() => undefined)
    const found = namedObjects(path, text, pipeline, settings.remote ?? index.defaultRemote ?? undefined)
    if ('fault' in found) faults.push(`${path} in the working tree: ${found.fault}`)
    else {
      // A spread has a longest length.
      for (const hash of found.hashes) named.hashes.push(hash)
      for (const hash of found.elsewhere) named.elsewhere.push(hash)
    }
  }
  return { named, faults }
}
