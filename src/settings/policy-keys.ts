/** The keys of one policy (`metrics.policies.<metric>`) and their meaning. */
export const POLICY_KEYS = {
  min: { values: 'number', description: 'Smallest value that passes.' },
  max: { values: 'number', description: 'Largest value that passes.' },
  max_drop: {
    values: 'number or N%',
    description: "Largest fall against the baseline, absolute or as a share of the baseline's value.",
  },
  max_rise: {
    values: 'number or N%',
    description: "Largest rise against the baseline, absolute or as a share of the baseline's value.",
  },
  unchanged: {
    values: 'true',
    description: 'The value must equal that of the baseline. Alone, `unchanged` may stand in place of the mapping.',
  },
  min_support: {
    values: 'a whole number',
    description: 'Only with `worst(…)`: slices with fewer rows are not judged.',
  },
  confidence: {
    values: 'a number from 0.5 to 0.99',
    description:
      'With `metrics.predictions`: a limit fails only if the value or the change is beyond it with this confidence.',
  },
  severity: {
    values: 'error or warning',
    description: '`error`: a missed limit fails the run. `warning`: it does not. Default: error.',
  },
  missing: { values: 'fail or ignore', description: '`fail`: an absent metric fails the run. Default: fail.' },
  tolerance: {
    values: 'number or N%',
    description:
      'Largest difference between this metric, when measured, and the committed one, in place of the general tolerance.',
  },
} as const
