import type { Attack } from './attack.js'
import { canaries } from './canaries.js'
import { gate } from './gate.js'
import { kills } from './kills.js'
import { loops } from './loops.js'
import { races } from './races.js'
import { repositories } from './repositories.js'
import { services } from './services.js'
import { signals } from './signals.js'

/** Every attack of the laboratory. */
export const ATTACKS: readonly Attack[] = [gate, repositories, canaries, signals, loops, races, kills, services]
