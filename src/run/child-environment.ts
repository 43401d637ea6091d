/**
 * Variables that the runner gives to an action and that no other program needs: inputs and state of the step, tokens of
 * the runner's own services and of OIDC, the files with which a step sets variables, outputs and the summary, and the
 * variables of `import-token` and `signing-key`.
 */
const OF_THE_ACTION =
  /^(?:INPUT_|STATE_)|^DVC_CI_(?:IMPORT_TOKEN|SIGNING_KEY)$|^SIGSTORE_ID_TOKEN$|^ACTIONS_(?:RUNTIME_TOKEN|RUNTIME_URL|CACHE_URL|RESULTS_URL|ID_TOKEN_REQUEST_TOKEN|ID_TOKEN_REQUEST_URL)$|^GITHUB_(?:ENV|PATH|STATE|OUTPUT|STEP_SUMMARY)$/

/** MLflow's credentials, which code of a fork must not read. */
const TRACKING_CREDENTIALS = /^MLFLOW_TRACKING_(?:TOKEN|USERNAME|PASSWORD|AWS_SIGV4|AUTH|CLIENT_CERT_PATH)$/

/**
 * The environment of a program that the run starts, such as Git or an installer: that of the run without what belongs to
 * the action alone, and without MLflow's credentials. Code of a fork can read the environment of every such program.
 */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return filtered(env, (name, value) => !OF_THE_ACTION.test(name) && !isTrackingCredential(name, value))
}

/** The environment of DVC and of the project's own commands. @param trusted false for code of a fork */
export function stageEnvironment(env: NodeJS.ProcessEnv, trusted: boolean): NodeJS.ProcessEnv {
  return trusted ? filtered(env, (name) => !OF_THE_ACTION.test(name)) : childEnvironment(env)
}

/** The names of the variables that a program of the least trusted code does not get. */
export function hiddenVariables(env: NodeJS.ProcessEnv): string[] {
  const shown = childEnvironment(env)
  return Object.keys(env).filter((name) => !Object.hasOwn(shown, name))
}

function isTrackingCredential(name: string, value: string | undefined): boolean {
  return TRACKING_CREDENTIALS.test(name) || (name === 'MLFLOW_TRACKING_URI' && value?.includes('@') === true)
}

function filtered(
  env: NodeJS.ProcessEnv,
  keeps: (name: string, value: string | undefined) => boolean,
): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => keeps(name, value)))
}
