import type { Attack } from './attack.js'
import { gate } from './gate.js'
import { kills } from './kills.js'
import { repositories } from './repositories.js'

/** Every attack of the laboratory. */
export const ATTACKS: readonly Attack[] = [gate, repositories, kills]
