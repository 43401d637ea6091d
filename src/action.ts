import { answerStep, failStep, guessOfAction } from './action-request.js'
import { createActionsHost } from './run/actions-host.js'
import { listenForCancel } from './run/cancel.js'
import { hideCredentials } from './run/own-process.js'
import { killLivingGroups } from './run/process-group.js'
import { catchUnanswered } from './run/unanswered.js'
import { beginDvc, claimDvc } from './steps/project/start-dvc.js'

const isHidden = hideCredentials(process.env)
const host = createActionsHost()
const { signal, dispose } = listenForCancel({ onCancel: (name) => host.info(`${name}: ending all processes.`) })
if (!isHidden) host.debug('This system lets no process clear its environment: code of the job can read the inputs.')

// An unhandled rejection also ends in a report.
process.once('uncaughtException', (error) => {
  killLivingGroups()
  void failStep(error, host).finally(() => process.exit(3))
})
const answered = catchUnanswered()
await beginDvc(guessOfAction())
claimDvc(host, signal)
process.exitCode = await answerStep(host, signal)
answered()
dispose()
