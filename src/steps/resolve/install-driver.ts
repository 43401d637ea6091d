import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitRepository } from '../../git/repository.js'
import { ownCommand } from '../../run/own-command.js'
import type { Run } from '../../run/run.js'
import { MERGE_DRIVER } from '../../settings/arguments.js'

/** The name of the driver in .gitattributes and in the configuration of a clone. */
const DRIVER = 'dvc-ci'
const LOCK = 'dvc.lock'
const ATTRIBUTE_LINE = `${LOCK} merge=${DRIVER}`

/**
 * Installs the merge driver for dvc.lock: a line in .gitattributes, and the configuration of this clone. It is safe to
 * repeat.
 */
export async function installMergeDriver(run: Run, git: GitRepository): Promise<void> {
  await run.step('install-driver', async (outcome) => {
    const done: string[] = []
    if ((await git.attribute('merge', LOCK)) !== DRIVER) {
      const file = join(git.root, '.gitattributes')
      const before = await readFile(file, 'utf8').catch(() => '')
      await appendFile(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${ATTRIBUTE_LINE}\n`)
      done.push(`added the line '${ATTRIBUTE_LINE}' to .gitattributes: commit it`)
    }
    const command = `${ownCommand(process.argv[1] ?? '', process.env)} ${MERGE_DRIVER} %O %A %B %P`
    for (const [key, value] of [
      [`merge.${DRIVER}.name`, 'dvc.lock by stage'],
      [`merge.${DRIVER}.driver`, command],
    ] as const) {
      if ((await git.localConfig(key)) === value) continue
      await git.setLocalConfig(key, value)
      done.push(`git config ${key} is '${value}'`)
    }
    outcome.message = done.length === 0 ? 'already installed' : done.join('; ')
    run.host.info(
      `${outcome.message}.${done.length > 0 ? ' Run `dvc-ci resolve --install-driver` once in every clone.' : ''}`,
    )
  })
}
