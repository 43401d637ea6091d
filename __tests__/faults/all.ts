import type { Attack } from './attack.js'
import { kills } from './kills.js'

/** Every attack of the laboratory. */
export const ATTACKS: readonly Attack[] = [kills]
