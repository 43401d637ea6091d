/** The faults of a subject, none where it is well formed. */
export function subjectFaults(subject: string): string[]
/** One line for each fault of the subjects that `[name, subject]` pairs have. */
export function subjectReport(commits: readonly (readonly [string, string])[]): string[]
