/** The environment for everything that installs: the caller's, with all caches but npm's inside .lab. */
export function installEnvironment(): Record<string, string | undefined>

/** Parses `pip config list` into pip's effective settings, by their names without a section (`index-url`). */
export function parsePipConfig(text: string): Record<string, string>

/** The variables that make uv use the registry that pip is configured for, except those that `env` has set already. */
export function uvVariables(
  pipSettings: Record<string, string>,
  env: Record<string, string | undefined>,
): Record<string, string>
