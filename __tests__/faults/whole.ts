import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { objectFile } from '../support/rebuild.js'

const execute = promisify(execFile)

interface Out {
  path: string
  md5?: string
  cache?: boolean
  push?: boolean
}

/** Runs Git in a bare repository. */
export async function bare(origin: string, ...args: string[]): Promise<string> {
  return (await execute('git', ['--git-dir', origin, ...args], { maxBuffer: 64 * 1024 * 1024 })).stdout.trim()
}

/**
 * What a clone of a commit cannot get whole from a remote, a local folder. Written without the product and without DVC,
 * so that an error of either is not made twice. @returns one line for each object
 */
export async function missingFrom(storage: string, origin: string, commit: string): Promise<string[]> {
  const paths = (await bare(origin, 'ls-tree', '-r', '--name-only', '-z', commit)).split('\0').filter(Boolean)
  const outs: Out[] = []
  for (const path of paths.filter((each) => /(^|\/)dvc\.lock$|\.dvc$/.test(each))) {
    const data = parse(await bare(origin, 'show', `${commit}:${path}`)) as {
      outs?: Out[]
      stages?: Record<string, { outs?: Out[] }>
    }
    const folder = path.includes('/') ? path.replace(/[^/]*$/, '') : ''
    for (const out of [...(data.outs ?? []), ...Object.values(data.stages ?? {}).flatMap(({ outs: own = [] }) => own)])
      outs.push({ ...out, path: `${folder}${out.path}` })
  }
  const problems: string[] = []
  for (const { path, md5 } of outs) {
    // Files that Git keeps are in no remote.
    if (md5 === undefined || paths.includes(path)) continue
    problems.push(...(await lost(storage, path, md5)))
  }
  return problems
}

async function lost(storage: string, path: string, hash: string): Promise<string[]> {
  const isFolder = hash.endsWith('.dir')
  let content: Buffer
  try {
    content = await readFile(objectFile(storage, hash))
  } catch {
    return [`${path}: ${hash} is not in the remote`]
  }
  const actual = createHash('md5').update(content).digest('hex')
  if (actual !== hash.replace('.dir', '')) return [`${path}: ${hash} in the remote has the hash ${actual}`]
  if (!isFolder) return []
  const members = JSON.parse(content.toString('utf8')) as { md5: string; relpath: string }[]
  return (await Promise.all(members.map(({ md5, relpath }) => lost(storage, `${path}/${relpath}`, md5)))).flat()
}
