import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataHistory } from '../../git/data-history.js'
import { withoutCredentials } from '../../text/addresses.js'
import { count } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { NamedFiles, namingFiles } from './named-files.js'

/** What other projects in the remote need. */
export interface SharedProjects {
  /** All objects that their histories name. */
  hashes: string[]
  /** Files of their branches and tags that cannot be read, each as a clause. */
  faults: string[]
}

/**
 * Clones the other repositories of `projects`, and reads which objects their whole histories name.
 * @throws {OutsideError} Git cannot clone one of them
 */
export async function readSharedProjects({ run, git, scratch }: Project): Promise<SharedProjects> {
  const { projects = [] } = run.settings.gc
  if (projects.length === 0) return { hashes: [], faults: [] }
  return run.step('other projects', async (outcome) => {
    const folder = join(scratch, 'gc-projects')
    const found: SharedProjects = { hashes: [], faults: [] }
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    try {
      for (const [index, address] of projects.entries()) {
        const own = await readProject(await git.mirror(address, join(folder, String(index))))
        // A spread has a longest length.
        for (const hash of own.hashes) found.hashes.push(hash)
        found.faults.push(...own.faults.map((fault) => `${withoutCredentials(address)}: ${fault}`))
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    outcome.message = `${count(projects.length, 'project')}, ${count(found.hashes.length, 'object')}`
    return found
  })
}

async function readProject(other: DataHistory): Promise<SharedProjects> {
  const peeled = [...(await other.peeled([...(await other.ownRefs()).values()])).values()].filter(
    (each) => each !== undefined,
  )
  const tips = [...new Set(peeled.filter(({ isTree }) => !isTree).map(({ sha }) => sha))]
  const named = new NamedFiles(undefined)
  const history = await named.history(other, tips)
  const isTip = new Set(tips)
  const trees = [
    ...(await other.wholeHistory(tips)).filter(({ sha }) => isTip.has(sha)).map(({ tree }) => tree),
    ...peeled.filter(({ isTree }) => isTree).map(({ sha }) => sha),
  ]
  const files = [...(await other.dataFiles(trees)).values()].flatMap(namingFiles)
  await named.read(other, files)
  const hashes = new Set(history.flatMap((each) => each.hashes))
  const faults: string[] = []
  for (const file of files) {
    const own = named.of(file)
    if ('fault' in own) faults.push(`${file.path}: ${own.fault}`)
    else for (const hash of [...own.hashes, ...own.elsewhere]) hashes.add(hash)
  }
  return { hashes: [...hashes], faults }
}
