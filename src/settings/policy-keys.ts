/** What each key of one policy means (`metrics.policies.<metric>`). */
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
  severity: { values: 'error or warning', description: 'Whether a missed limit fails the run. Default: error.' },
  missing: { values: 'fail or ignore', description: 'What a metric that is absent means. Default: fail.' },
  tolerance: {
    values: 'number or N%',
    description:
      'How far this metric, when measured, may be from the committed one, in place of the general tolerance.',
  },
} as const
