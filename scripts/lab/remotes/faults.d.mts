/** A port on which no server listens. */
export function refusingPort(): Promise<number>

/** A port that the system connects, and on which no byte comes. */
export function silentPort(): Promise<{ port: number; stop: () => Promise<void> }>
