import { availableParallelism } from 'node:os'

const common = {
  testEnvironment: '<rootDir>/scripts/jest/environment.mjs',
  // The sources too, so that --changedSince knows which suites import a changed file.
  roots: ['<rootDir>/__tests__', '<rootDir>/scripts', '<rootDir>/src'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '<rootDir>/scripts/jest/transform.mjs' },
}
/** Suites that build projects share them. */
const sharing = {
  ...common,
  globalSetup: '<rootDir>/scripts/jest/templates.mjs',
  globalTeardown: '<rootDir>/scripts/jest/remove-templates.mjs',
}
const E2E = ['**/__tests__/e2e/**/*.test.ts']
const REAL = ['**/__tests__/integration/**/*.test.ts', '**/__tests__/**/*.real.test.ts']

/**
 * A suite of `e2e/` runs the action under act. A suite of `integration/`, or one named `*.real.test.ts`, starts
 * programs. Every other suite is a unit suite, in which starting a program or using the lab throws.
 */
export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.test.ts', ...[...E2E, ...REAL].map((pattern) => `!${pattern}`)],
      moduleNameMapper: {
        '^(node:)?child_process$': '<rootDir>/scripts/jest/no-process.mjs',
        '^(\\.{1,2}/)+scripts/lab/paths\\.mjs$': '<rootDir>/scripts/jest/no-lab.mjs',
        ...common.moduleNameMapper,
      },
    },
    { ...sharing, displayName: 'real', testMatch: REAL },
    { ...sharing, displayName: 'e2e', testMatch: E2E },
  ],
  // Real tools are started by the tests, so a test may take minutes. No test decides on a time.
  testTimeout: 900_000,
  // Suites that start programs wait for servers, signals and stages that sleep, so two on two processors leave one of them
  // idle at times. More than three cost more than these waits: each program is slower then, for its memory is in no cache.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  // Node never frees the modules and the globals of a suite (vm.SourceTextModule), some 4 MB. The collection of garbage
  // and each fork of a large worker cost more than a new one.
  workerIdleMemoryLimit: '200MB',
  testSequencer: '<rootDir>/scripts/jest/sequencer.mjs',
  reporters: ['default', '<rootDir>/scripts/jest/totals-reporter.mjs'],
}
