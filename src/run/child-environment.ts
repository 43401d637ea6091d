/**
 * Variables that the runner gives to an action and that no other program needs: inputs and state of the step, tokens of
 * the runner's own services and of OIDC, and the files with which a step sets variables, outputs and the summary.
 */
const OF_THE_ACTION =
  /^(?:INPUT_|STATE_)|^ACTIONS_(?:RUNTIME_TOKEN|RUNTIME_URL|CACHE_URL|RESULTS_URL|ID_TOKEN_REQUEST_TOKEN|ID_TOKEN_REQUEST_URL)$|^GITHUB_(?:ENV|PATH|STATE|OUTPUT|STEP_SUMMARY)$/

/** The environment of a program that the run starts: that of the run without what belongs to the action alone. */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_THE_ACTION.test(name)))
}
