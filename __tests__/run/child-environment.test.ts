import { expect, test } from '@jest/globals'
import { childEnvironment, stageEnvironment } from '../../src/run/child-environment.js'

test('a program gets no input, no state, no token of the runner and no command file', () => {
  const kept = {
    PATH: '/bin',
    GITHUB_SHA: 'a',
    GITHUB_WORKSPACE: '/w',
    MLFLOW_TRACKING_URI: 'http://a',
    AWS_PROFILE: 'b',
  }
  const dropped = [
    'INPUT_TOKEN',
    'INPUT_REMOTE-CONFIG',
    'STATE_pending-caches',
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_RUNTIME_URL',
    'ACTIONS_CACHE_URL',
    'ACTIONS_RESULTS_URL',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_URL',
    'DVC_CI_SIGNING_KEY',
    'SIGSTORE_ID_TOKEN',
    'GITHUB_ENV',
    'GITHUB_PATH',
    'GITHUB_STATE',
    'GITHUB_OUTPUT',
    'GITHUB_STEP_SUMMARY',
  ]
  const tracking = { MLFLOW_TRACKING_PASSWORD: 'c', MLFLOW_TRACKING_TOKEN: 'd' }
  const env = { ...kept, ...tracking, ...Object.fromEntries(dropped.map((name) => [name, 'x'])) }
  expect(childEnvironment(env)).toEqual(kept)
  expect(stageEnvironment(env, false)).toEqual(kept)
  // Stages of this repository log to MLflow.
  expect(stageEnvironment(env, true)).toEqual({ ...kept, ...tracking })
})
