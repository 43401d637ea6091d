import type { Surroundings } from '../../dvc/surroundings.js'
import { SetupError } from '../../errors/errors.js'
import type { Run } from '../../run/run.js'
import { secondsAhead } from '../../run/server-clock.js'
import type { Finding } from './examine.js'

/** Seconds from which a clock is told as wrong: the tokens of a GitHub App are valid for a minute around their time. */
const NOTED = 60
/**
 * Seconds from which S3 rejects every signature (RequestTimeTooSkewed, "Error responses" of Amazon S3). Azure's shared
 * keys have the same limit.
 */
const REJECTED = 15 * 60

/** A server whose time is asked. */
interface Server {
  name: string
  address: string
}

/** The clock of this machine beside those of the remotes, GitHub and MLflow. */
export async function examineClock(run: Run, found: Surroundings | undefined, signal: AbortSignal): Promise<Finding> {
  const servers = serversOf(run, found)
  if (servers.length === 0) return { state: 'skipped', message: 'no server of this project tells its time' }
  const asked = await Promise.all(
    servers.map(async (server) => ({ ...server, ahead: await secondsAhead(server.address, signal) })),
  )
  return clockFinding(asked)
}

/** Judges the answers. @param asked seconds that this machine is ahead of each server; undefined: no answer */
export function clockFinding(asked: readonly (Pick<Server, 'name'> & { ahead: number | undefined })[]): Finding {
  const known = asked.flatMap(({ name, ahead }) => (ahead === undefined ? [] : [{ name, ahead }]))
  const silent = asked.filter(({ ahead }) => ahead === undefined).map(({ name }) => name)
  const note = silent.length === 0 ? '' : `; no time from ${silent.join(', ')}`
  if (known.length === 0) return { state: 'skipped', message: `no answer from ${silent.join(', ')}` }
  const [worst] = [...known].sort((one, other) => Math.abs(other.ahead) - Math.abs(one.ahead))
  if (worst === undefined || Math.abs(worst.ahead) < NOTED)
    return { message: `as ${known.map(({ name }) => name).join(', ')}${note}` }
  const message = `the clock of this machine is ${Math.abs(worst.ahead)} s ${worst.ahead > 0 ? 'ahead of' : 'behind'} that of ${worst.name}${note}`
  const remedy = 'Set the clock, for example with `timedatectl set-ntp true` or a restart of the virtual machine.'
  if (Math.abs(worst.ahead) < REJECTED)
    return { state: 'warning', message: `${message}; from ${REJECTED} s S3 rejects every request`, remedy }
  const text = `${message}: from ${REJECTED} s S3 rejects every request.`
  return { message: text, error: new SetupError('clock-wrong', text, { key: 'clock', remedy }) }
}

function serversOf({ settings }: Run, found: Surroundings | undefined): Server[] {
  const remotes = (found?.remotes ?? []).flatMap(({ name, address }) =>
    address === null ? [] : [{ name: `'${name}'`, address }],
  )
  const { event, github, mlflow } = settings
  return [
    ...remotes,
    ...(event.repository === undefined || github.token === undefined
      ? []
      : [{ name: 'GitHub', address: github.apiUrl }]),
    ...(mlflow.access !== undefined && /^https?:/i.test(mlflow.access.uri) && URL.canParse(mlflow.access.uri)
      ? [{ name: 'MLflow', address: new URL(mlflow.access.uri).origin }]
      : []),
  ]
}
