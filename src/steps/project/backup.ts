import { type BackupPlace, WorkspaceBackup } from '../../run/workspace-backup.js'
import type { Project } from './project.js'

/**
 * Opens a backup of the checkout. DVC may run some seconds longer than this process and write to the checkout, so the
 * next run waits for it too.
 * @throws {SetupError} another run uses this checkout
 */
export function openBackup({ scratch, git, dvc }: Project): Promise<WorkspaceBackup> {
  return WorkspaceBackup.open(backupPlace(scratch, git), dvc.pid === undefined ? [] : [dvc.pid])
}

/** @param scratch the folder of dvc-ci in `.dvc/tmp`, absolute */
export function backupPlace(scratch: string, { gitDirectory }: { gitDirectory: string }): BackupPlace {
  return { directory: scratch, gitDirectory }
}
