import { resolve } from 'node:path'
import type { SettingName, Values } from './setting-values.js'
import type { EventContext, Settings, SigningServices } from './settings.js'

/** What the environment of a job says of keyless signatures. */
export interface SigningEnvironment {
  hasIdentity: boolean
  /** Addresses in place of the public ones, for a private Sigstore. */
  services: Partial<SigningServices>
  /** Address of GitHub's web pages. */
  server: string
}

const ADDRESSES = { fulcio: 'DVC_CI_FULCIO_URL', rekor: 'DVC_CI_REKOR_URL', tsa: 'DVC_CI_TSA_URL' } as const

/** Reads the identity of the job as @sigstore/sign finds it: of GitHub, else SIGSTORE_ID_TOKEN of another CI. */
export function signingEnvironment(env: NodeJS.ProcessEnv): SigningEnvironment {
  const services = Object.entries(ADDRESSES).flatMap(([name, variable]) =>
    env[variable] ? [[name, env[variable].replace(/\/+$/, '')] as const] : [],
  )
  return {
    hasIdentity:
      Boolean(env['ACTIONS_ID_TOKEN_REQUEST_URL'] && env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']) ||
      Boolean(env['SIGSTORE_ID_TOKEN']),
    services: Object.fromEntries(services),
    server: env['GITHUB_SERVER_URL'] || 'https://github.com',
  }
}

/** The settings of `verify`. @param words after the mode; without one, HEAD is verified */
export function verifyOf(words: readonly string[] = [], bundle: string | undefined, base: string): Settings['verify'] {
  return { subject: words[0] ?? 'HEAD', ...(bundle === undefined ? {} : { bundle: resolve(base, bundle) }) }
}

/** The settings of provenance. @param signing absent for a caller without an environment */
export function provenanceOf(
  read: <N extends SettingName>(setting: N) => Values[N],
  event: EventContext,
  signing: SigningEnvironment | undefined,
  base: string,
): Settings['provenance'] {
  const [signingKey, trustedRoot] = [read('signing-key'), read('trusted-root')]
  const given = signing?.services ?? {}
  return {
    ...read('provenance'),
    ...(signingKey === undefined ? {} : { signingKey }),
    ...(trustedRoot === undefined ? {} : { trustedRoot: resolve(base, trustedRoot) }),
    // A private Sigstore has exactly the services that are named.
    services: given.fulcio === undefined ? defaultServices(event, signing?.server) : { ...given, fulcio: given.fulcio },
    hasIdentity: signing?.hasIdentity ?? false,
  }
}

/**
 * As `actions/attest`: only a repository that is public for sure gets into the public log. GitHub's own Sigstore signs for
 * the others.
 */
function defaultServices({ publicRepository }: EventContext, server = 'https://github.com'): SigningServices {
  const { hostname } = new URL(server)
  if (publicRepository === true && hostname === 'github.com')
    return { fulcio: 'https://fulcio.sigstore.dev', rekor: 'https://rekor.sigstore.dev' }
  const host = hostname === 'github.com' ? 'githubapp.com' : hostname
  return { fulcio: `https://fulcio.${host}`, tsa: `https://timestamp.${host}` }
}
