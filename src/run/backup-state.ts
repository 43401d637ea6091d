import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { appendFile, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isMissing } from './file-tree.js'
import type { ProcessIdentity } from './identity.js'

// A backup lies in the checkout, where a commit can bring any file. So its state is signed, and the key lies in Git's own
// directory, where a commit can write nothing. Git refuses every path with a component `.git`.

/** How a path was saved. `absent`: the path did not exist, so restoring removes it. */
export type Taken = 'moved' | 'copied' | 'linked' | 'absent'

/**
 * One line of the journal. Paths are relative to the folder of all backups, so that a copied checkout never changes the
 * original one.
 */
export interface Entry {
  original: string
  /** The folder of `original` with links resolved. A folder that resolves differently later gets nothing. */
  parent: string
  /** Name of the saved content in the folder of the backup. */
  backup: string
  taken: Taken
  /** Signature of a copied file. It stays equal until the file changes. */
  untouched?: string
}

/** The state of a backup that no run of this checkout has signed, or that is damaged. */
export class UntrustedState extends Error {}

const OWNERS = 'owners.json'
const JOURNAL = 'journal.jsonl'
const KEY_BYTES = 32

/** The signed state in the folders of backups. */
export class BackupState {
  private known: Promise<Buffer> | undefined

  /** @param gitDirectory absolute path of Git's own directory of the checkout */
  constructor(private readonly gitDirectory: string) {}

  /**
   * Records the processes of a backup: the run itself, then those that may write to the checkout for some seconds after
   * its end.
   */
  async writeOwners(directory: string, owners: readonly ProcessIdentity[]): Promise<void> {
    await replace(join(directory, OWNERS), `${await this.signed(directory, owners)}\n`)
  }

  /**
   * The owners of a backup. Undefined if it is not signed yet or just removed: it has no files then.
   * @throws {UntrustedState} no run of this checkout wrote them
   */
  async readOwners(directory: string): Promise<ProcessIdentity[] | undefined> {
    const text = await readText(join(directory, OWNERS))
    return text === undefined ? undefined : ((await this.verified(directory, text)) as ProcessIdentity[])
  }

  async append(directory: string, entry: Entry): Promise<void> {
    await appendFile(join(directory, JOURNAL), `${await this.signed(directory, entry)}\n`)
  }

  async writeJournal(directory: string, entries: readonly Entry[]): Promise<void> {
    const lines = await Promise.all(entries.map(async (entry) => `${await this.signed(directory, entry)}\n`))
    await replace(join(directory, JOURNAL), lines.join(''))
  }

  /**
   * The journal, and the number of lines that no run of this checkout wrote. An incomplete last line is left out: it
   * belongs to a path that was not changed yet.
   */
  async readJournal(directory: string): Promise<{ entries: Entry[]; untrusted: number }> {
    const lines = ((await readText(join(directory, JOURNAL))) ?? '').split('\n').slice(0, -1)
    const entries: Entry[] = []
    for (const line of lines) {
      const entry = await this.verified(directory, line).catch((error: unknown) => {
        if (error instanceof UntrustedState) return undefined
        throw error
      })
      if (entry !== undefined) entries.push(entry as Entry)
    }
    return { entries, untrusted: lines.length - entries.length }
  }

  /** Removes the journal, so that a kill from here on restores nothing. */
  async removeJournal(directory: string): Promise<void> {
    await rm(join(directory, JOURNAL), { force: true })
  }

  private async signed(directory: string, value: unknown): Promise<string> {
    return JSON.stringify({ value, signature: (await this.signatureOf(directory, value)).toString('hex') })
  }

  /** @throws {UntrustedState} */
  private async verified(directory: string, text: string): Promise<unknown> {
    const { value, signature } = parsed(text)
    const given = Buffer.from(typeof signature === 'string' ? signature : '', 'hex')
    const right = await this.signatureOf(directory, value)
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw new UntrustedState()
    return value
  }

  /** The folder's name is signed too: the state of one backup is none of another. */
  private async signatureOf(directory: string, value: unknown): Promise<Buffer> {
    this.known ??= keyOf(this.gitDirectory)
    return createHmac('sha256', await this.known)
      .update(`${basename(directory)}\n${JSON.stringify(value)}`)
      .digest()
  }
}

/** The key of the checkout, made at its first use. Two runs that make it at once get the same one. */
async function keyOf(gitDirectory: string): Promise<Buffer> {
  const folder = join(gitDirectory, 'dvc-ci')
  const file = join(folder, 'backup-key')
  const known = await readKey(file)
  if (known !== undefined) return known
  await mkdir(folder, { recursive: true })
  const draft = join(folder, `backup-key-${process.pid}-${randomBytes(4).toString('hex')}`)
  await writeFile(draft, randomBytes(KEY_BYTES).toString('hex'), { mode: 0o600 })
  try {
    await link(draft, file)
  } catch (error) {
    // Another run was first, or the key is damaged: a damaged one signs nothing that can be verified.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || (await readKey(file)) === undefined)
      await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
  const made = await readKey(file)
  if (made === undefined) throw new Error(`${file} was removed while it was written`)
  return made
}

async function readKey(file: string): Promise<Buffer | undefined> {
  const key = Buffer.from((await readText(file)) ?? '', 'hex')
  return key.length === KEY_BYTES ? key : undefined
}

/** A text; undefined where there is no file of that name. */
async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'EISDIR') return undefined
    throw error
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(text)
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}
