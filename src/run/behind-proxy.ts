/** True where the environment names a proxy for HTTP or HTTPS. */
export function isBehindProxy(env: NodeJS.ProcessEnv): boolean {
  return Object.keys(env).some((name) => /^https?_proxy$/i.test(name) && (env[name] ?? '') !== '')
}
