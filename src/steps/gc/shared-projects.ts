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
        found.hashes.push(...own.hashes)
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
  const commits = await other.peeled([...(await other.ownRefs()).values()])
  const tips = [...new Set(commits.values())].filter((tip) => tip !== undefined)
  const named = new NamedFiles(undefined)
  const history = await named.history(other, tips)
  const trees = (await other.wholeHistory(tips)).filter(({ sha }) => tips.includes(sha)).map(({ tree }) => tree)
  const files = [...(await other.dataFiles(trees)).values()].flatMap(namingFiles)
  await named.read(other, files)
  return {
    hashes: [...new Set(history.flatMap(({ hashes }) => hashes))],
    faults: files.flatMap((file) => {
      const own = named.of(file)
      return 'fault' in own ? [`${file.path}: ${own.fault}`] : []
    }),
  }
}
