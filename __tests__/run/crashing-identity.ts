import type { ProcessIdentity } from '../../src/run/identity.js'
import { life } from './crashing-files.js'

/** One process stands for several, one after the other. */
export const identityOf = (pid: number): ProcessIdentity => ({ pid, started: String(life.number) })
export const isRunning = ({ started }: ProcessIdentity): boolean => started === String(life.number)
