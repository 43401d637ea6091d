import { shellWord } from '../report/shell-word.js'
import { isCredential } from '../settings/secrets.js'
import { parseDvcConfig, remoteOf } from './dvc-config.js'
import { below, type Found, type LintInput, type Rule } from './input.js'
import { parameterPaths } from './params-files.js'
import { addressesWithSecrets, couldBeSecret, isPlaceholder, isSecretName, knownToken } from './secrets.js'

// No message of these rules may hold what was found: the report is public.

/** Who has it by now, a clause and what follows from it. */
function exposed({ tracked }: LintInput, path: string): string {
  if (!tracked.some((file) => file.path === path))
    return 'the next `git add` would give this file to Git. Take it out before.'
  return 'Git has this file. Whoever can read the repository has it, also after it was removed: replace it where it was issued.'
}

/** Options of remotes in `.dvc/config` that are credentials, and a `.dvc/config.local` that Git has. */
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
            ? `git rm --cached -- ${shellWord(path)}`
            : `dvc remote modify --unset ${shellWord(remote)} ${name} && dvc remote modify --local ${shellWord(remote)} ${name} NEW_VALUE`,
        }
      })
  })

/** Addresses with a password, a token or a signature in the files of DVC. */
export const credentialsInUrl: Rule = (input) => {
  const config = below(input.dvcRoot, '.dvc/config')
  const order = { pipeline: 1, data: 2, lock: 3 }
  const sources = [
    ...[...input.texts].filter(([path]) => path === config).map(([path, text]) => ({ path, text, rank: 0 })),
    ...input.files.map(({ path, text, kind }) => ({ path, text, rank: order[kind] })),
  ]
    .filter(({ path }) => isInGit(input, path))
    .sort((a, b) => a.rank - b.rank)
  // dvc.lock repeats what dvc.yaml says: each credential is told once, where a person wrote it.
  const told = new Set<string>()
  return sources.flatMap(({ path, text }) =>
    addressesWithSecrets(text).flatMap(({ index, what, secret }): Found[] => {
      if (told.has(secret)) return []
      told.add(secret)
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
            fix: `dvc remote modify ${shellWord(remote)} url ADDRESS_WITHOUT_IT`,
          },
        ]
      return [
        {
          ...place,
          message: `The address here holds ${what}. Make it a remote, whose credentials \`dvc remote modify --local\` keeps, and write remote://NAME/PATH; ${exposed(input, path)}`,
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

/** What kind of credential one line of a parameter file sets, in YAML, JSON, TOML or Python. */
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

/** True for a file that Git has, or would have with the next `git add`. */
function isInGit(input: LintInput, path: string): boolean {
  return input.tracked.some((file) => file.path === path) || input.untracked.includes(path)
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
