/** How a step or a check ended. */
export type StepConclusion = 'success' | 'failure' | 'skipped' | 'warning'
/** How much a finding matters. */
export type Severity = 'error' | 'warning' | 'notice'
