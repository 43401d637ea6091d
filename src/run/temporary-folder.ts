import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf, SetupError } from '../errors/errors.js'
import { shellWord } from '../text/shell-word.js'

/** The variables that name the temporary folder (os.tmpdir() of Node), in their order. */
const VARIABLES = ['TMPDIR', 'TMP', 'TEMP']

/**
 * Proves that the temporary folder can be used. Git's index of a build and the stages of the user need it, hours after
 * the start of a run.
 * @param folder default: the folder of this process
 * @throws {SetupError} the folder does not exist, or this user may not write to it
 */
export async function requireTemporaryFolder(env: NodeJS.ProcessEnv, folder = tmpdir()): Promise<void> {
  try {
    await rm(await mkdtemp(join(folder, 'dvc-ci-')), { recursive: true, force: true })
  } catch (cause) {
    const name = VARIABLES.find((each) => env[each])
    throw new SetupError(
      'temporary-folder-unusable',
      `the temporary folder ${folder}${name === undefined ? '' : ` (${name})`} cannot be written to: ${messageOf(cause).split(',')[0] ?? ''}.`,
      {
        key: name ?? 'TMPDIR',
        value: folder,
        remedy: `Create it with \`mkdir -p ${shellWord(folder)}\`, or set TMPDIR to a folder that this user can write to.`,
        cause,
      },
    )
  }
}
