/** Real tools are started by the tests, so a test may take minutes; nothing here decides on a time. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  testTimeout: 180_000,
  // Its own default leaves one processor to nobody: what a test starts runs in processes of its own.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/scripts/totals-reporter.mjs'],
}
