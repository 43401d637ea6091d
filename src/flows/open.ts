import open from 'open'
import { SetupError } from '../errors/errors.js'
import { findCheckout } from '../git/repository.js'
import type { Host } from '../run/host.js'
import { findLastPage } from '../run/last-page.js'

/**
 * Opens the page of the last run of a checkout in the browser of the user.
 * @param directory a folder of the checkout
 * @returns one sentence with the path of the page
 * @throws {SetupError} not a Git repository, or no run yet
 */
export async function openLastPage(directory: string, host: Host, signal: AbortSignal): Promise<string> {
  const { gitDirectory } = await findCheckout(directory, { signal, host })
  const page = findLastPage(gitDirectory)
  if (page === undefined)
    throw new SetupError('page-missing', 'open: this checkout has no page of a run.', {
      key: 'open',
      value: directory,
      remedy: 'Run `dvc-ci validate` or another mode first.',
    })
  // Without a desktop there is no program to open it with. The path helps there too.
  const opened = await open(page).then(
    () => true,
    () => false,
  )
  return opened ? `Opened ${page}` : `The page is ${page}. No browser could be started.`
}
