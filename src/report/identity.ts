import { count } from '../text/words.js'
import { branchAddress, commitAddress, pullAddress, repositoryName, webAddress } from './links.js'
import { formatSeconds } from './numbers.js'
import type { Report, Source } from './report.js'

/** One fact on whose code a run is about, and on the run. */
export interface IdentityFact {
  label: string
  parts: IdentityPart[]
  /** Between the parts in a line of text. */
  glue: ' ' | ', '
}

/** Text of a fact. A name of a branch or a hash is code. */
export interface IdentityPart {
  text: string
  isCode?: true
  /** Its page, an address that a browser may open. */
  address?: string
}

const SHORT = 7

/** Repository, pull request, head, base, run and versions, as far as the report has them. */
export function identityOf(report: Report): IdentityFact[] {
  const { source } = report
  return [
    ...fact('Repository', repository(source)),
    ...fact('Pull request', pullRequest(source)),
    ...fact(source.pull_request === undefined ? 'Commit' : 'Head', [
      ...branch(source, source.head_ref),
      ...commit(source, source.head_sha ?? source.sha),
    ]),
    ...fact(source.base_ref === undefined ? 'Against' : 'Base', [
      ...branch(source, source.base_ref),
      ...commit(source, source.base_sha),
    ]),
    ...fact('Run', run(report), ', '),
    ...fact('Versions', versions(report), ', '),
    ...fact('Environment', environment(report), ', '),
  ]
}

function fact(label: string, parts: IdentityPart[], glue: IdentityFact['glue'] = ' '): IdentityFact[] {
  return parts.length === 0 ? [] : [{ label, parts, glue }]
}

function repository({ repository: address, directory }: Source): IdentityPart[] {
  return [
    ...(address === undefined ? [] : [linked(repositoryName(address), webAddress(address))]),
    ...(directory === undefined ? [] : [{ ...linked(directory, undefined), isCode: true as const }]),
  ]
}

function pullRequest({ repository: address, pull_request: number, title }: Source): IdentityPart[] {
  if (number === undefined) return []
  return [linked(`#${number}`, pullAddress(address, number)), ...(title === undefined ? [] : [{ text: title }])]
}

function branch({ repository: address, trusted }: Source, name: string | undefined): IdentityPart[] {
  // The branch of a fork is in another repository.
  return name === undefined
    ? []
    : [{ ...linked(name, trusted ? branchAddress(address, name) : undefined), isCode: true }]
}

function commit({ repository: address }: Source, sha: string | undefined): IdentityPart[] {
  return !sha ? [] : [{ ...linked(sha.slice(0, SHORT), commitAddress(address, sha)), isCode: true }]
}

function run({ mode, run_url: address, started, seconds }: Report): IdentityPart[] {
  return [
    linked(mode, webAddress(address)),
    ...(started === undefined ? [] : [{ text: timeOf(started) }]),
    ...(seconds === undefined ? [] : [{ text: formatSeconds(seconds) }]),
  ]
}

function versions({ versions: known }: Report): IdentityPart[] {
  if (known === undefined) return []
  return [{ text: `dvc-ci ${known.dvc_ci}` }, ...(known.dvc === undefined ? [] : [{ text: `DVC ${known.dvc}` }])]
}

function environment({ environment: known }: Report): IdentityPart[] {
  if (known === undefined) return []
  const { python, packages, system, cpu, gpu = [], container, hash } = known
  const parts = [
    ...(python === undefined ? [] : [`Python ${python} with ${count(Object.keys(packages).length, 'package')}`]),
    system,
    ...(cpu === undefined ? [] : [cpu]),
    ...gpu,
    ...(container === undefined ? [] : [container]),
  ]
  return [...parts.map((part) => ({ text: part })), { text: hash.slice(0, SHORT), isCode: true }]
}

/** `2026-11-29 09:14 UTC` of a time in ISO 8601, UTC. */
export function timeOf(iso: string): string {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso) ?? []
  return day === undefined || time === undefined ? iso : `${day} ${time} UTC`
}

function linked(text: string, address: string | undefined): IdentityPart {
  return { text, ...(address === undefined ? {} : { address }) }
}
