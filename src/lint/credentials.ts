import { isCredential } from '../settings/secrets.js'
import { fromTop, shellWord } from '../text/shell-word.js'
import { parseDvcConfig, remoteOf } from './dvc-config.js'
import { below, type Found, type LintInput, type Rule } from './input.js'
import { parameterPaths } from './params-files.js'
import { addressesWithSecrets, couldBeSecret, isPlaceholder, isSecretName, knownToken } from './secrets.js'

// No message of these rules may contain the credential: the report is public.

/** Who can read the file now, and the remedy, after "and ". */
function exposed({ tracked }: LintInput, path: string): string {
  if (!tracked.some((file) => file.path === path))
    return 'the next `git add` would commit this file. Remove the credential first.'
  return 'Git has this file. All readers of the repository have the credential, even after you remove it: revoke it and issue a new one.'
}

/** Remote options in `.dvc/config` that are credentials, and those in a `.dvc/config.local` that Git has. */
export const credentialsInConfig: Rule = (input) =>
  [below(input.dvcRoot, '.dvc/config'), below(input.dvcRoot, '.dvc/config.local')].flatMap((path) => {
    const text = input.texts.get(path)
    if (text === undefined || !isInGit(input, path)) return []
    return parseDvcConfig(text)
      .filter(({ name, value }) => isCredential(name) && value !== '' && !isPlaceholder(value))
      .map(({ section, name, line }): Found => {
        const remote = remoteOf(section) ?? 'NAME'
        return {
          path,
          line,
          message: `${name} of the remote '${remote}' is a credential, and ${exposed(input, path)}`,
          fix: path.endsWith('.local')
            ? `git rm --cached --ignore-unmatch --quiet -- ${shellWord(path)}`
            : fromTop(
                input.dvcRoot,
                `dvc remote modify --unset ${shellWord(remote)} ${name} && dvc remote modify --local ${shellWord(remote)} ${name} NEW_VALUE`,
              ),
        }
      })
  })

/** Addresses with a password, a token or a signature in the files of DVC. Each credential has one finding. */
export const credentialsInUrl: Rule = (input) => {
  const config = below(input.dvcRoot, '.dvc/config')
  const order = { pipeline: 1, data: 2, lock: 3 }
  const sources = [
    ...[...input.texts].filter(([path]) => path === config).map(([path, text]) => ({ path, text, rank: 0 })),
    ...input.files.map(({ path, text, kind }) => ({ path, text, rank: order[kind] })),
  ]
    .filter(({ path }) => isInGit(input, path))
    .sort((a, b) => a.rank - b.rank)
  // dvc.lock repeats dvc.yaml: each credential is reported once, in the file that a person wrote.
  const reported = new Set<string>()
  return sources.flatMap(({ path, text }) =>
    addressesWithSecrets(text).flatMap(({ index, what, secret }): Found[] => {
      if (reported.has(secret)) return []
      reported.add(secret)
      const remote =
        path === config
          ? remoteOf(parseDvcConfig(text).find(({ line }) => line === lineAt(text, index))?.section ?? '')
          : undefined
      const place = { path, line: lineAt(text, index) }
      if (remote !== undefined)
        return [
          {
            ...place,
            message: `The address of the remote '${remote}' holds ${what}, and ${exposed(input, path)}`,
            fix: fromTop(input.dvcRoot, `dvc remote modify ${shellWord(remote)} url ADDRESS_WITHOUT_IT`),
          },
        ]
      return [
        {
          ...place,
          message: `This address holds ${what}. Make it a remote, store the credential with \`dvc remote modify --local\`, and write remote://NAME/PATH; ${exposed(input, path)}`,
        },
      ]
    }),
  )
}

/** Parameters that are credentials, by the form of their value or by their name. */
export const credentialsInParams: Rule = (input) =>
  parameterPaths(input).flatMap((path) => {
    const text = input.texts.get(path)
    if (text === undefined || !isInGit(input, path)) return []
    return text.split('\n').flatMap((line, index): Found[] => {
      const what = secretOfLine(line)
      if (what === undefined) return []
      return [
        {
          path,
          line: index + 1,
          message: `This parameter is ${what}, and dvc.lock repeats parameters. Let the stage read it from an environment variable; ${exposed(input, path)}`,
        },
      ]
    })
  })

/** The kind of credential that one line of a parameter file (YAML, JSON, TOML or Python) sets. */
function secretOfLine(line: string): string | undefined {
  if (line.length > 10_000 || /^\s*(?:#|\/\/)/.test(line)) return undefined
  const token = knownToken(line) ?? addressesWithSecrets(line)[0]?.what
  if (token !== undefined) return token
  const [, name, quote, text] = /^[\s{,-]*["']?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(["']?)(.*)$/.exec(line) ?? []
  if (name === undefined || text === undefined || !isSecretName(name)) return undefined
  const value =
    quote === '"' || quote === "'"
      ? text.slice(0, Math.max(0, text.indexOf(quote)))
      : text.replace(/(?:\s|[,}\]](?:\s|$)).*$/, '')
  return couldBeSecret(value) ? `a credential by its name (${name})` : undefined
}

/** True for a file that Git has, or would have after the next `git add`. */
function isInGit(input: LintInput, path: string): boolean {
  return input.tracked.some((file) => file.path === path) || input.untracked.includes(path)
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
