// By hand: a writer of XML (fast-xml-parser, xmlbuilder2) leaves characters that XML forbids, and texts that a runner
// reads as commands, to its caller. The elements are few.

import { withoutEscapes } from '../text/without-escapes.js'
import type { CheckReport } from './check-report.js'
import { failureSeverity, totalsText } from './check-results.js'
import { visible } from './escape.js'
import { acceptedText, policyReason, policyState } from './policy-state.js'
import {
  type ExaminationReport,
  type Finding,
  type PolicyReport,
  type Report,
  type StageReport,
  secondsOf,
} from './report.js'
import { stageSeverity } from './stage-severity.js'

/** A test case; without an outcome it passed. */
interface Case {
  name: string
  seconds?: number | undefined
  outcome?: { kind: 'failure' | 'error' | 'skipped'; message: string; detail?: string } | undefined
  /** A note to a case that passed. */
  note?: string | undefined
}

interface Suite {
  name: string
  cases: Case[]
}

/** Findings whose stage is a test case of its own. */
const TOLD_APART = new Set(['stale-stage', 'stage-data-missing'])

/**
 * The report as JUnit XML, as GitLab, Jenkins and others read it (Jenkins: junit-10.xsd of its xUnit plugin). Each
 * check, stage, policy and finding is a test case. The verdict is one too, so that a run which ends early has one.
 */
export function renderJunit(report: Report): string {
  const suites = [
    verdict(report),
    { name: 'checks', cases: report.checks.map(checkCase) },
    ...report.checks.map((check) => ({ name: `checks.${check.name}`, cases: resultCases(check) })),
    { name: 'stages', cases: report.stages.map(stageCase) },
    { name: 'policies', cases: report.policies.map(policyCase) },
    { name: 'remote', cases: remoteCases(report) },
    { name: 'findings', cases: findingCases(report) },
    { name: 'jobs', cases: jobCases(report) },
    { name: 'examination', cases: examinationCases(report.doctor) },
    { name: 'verification', cases: examinationCases(report.verification) },
  ].filter(({ cases }) => cases.length > 0)
  const all = suites.flatMap(({ cases }) => cases)
  const head = attributes({ name: `dvc-ci ${report.mode}`, time: time(secondsOf(report)), ...totals(all, false) })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${head}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite${attributes({ name: `dvc-ci.${name}`, ...totals(cases, true) })}>`,
      ...cases.map((each) => testCase(name, each)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n')
}

function verdict({ mode, conclusion, message, error, seconds }: Report): Suite {
  const kind = (
    { failure: 'failure', error: 'error', cancelled: 'error', unverified: 'skipped', superseded: 'skipped' } as const
  )[conclusion as string]
  const detail = error?.remedy
  return {
    name: 'run',
    cases: [
      {
        name: mode,
        seconds,
        ...(kind === undefined
          ? { note: message }
          : { outcome: { kind, message, ...(detail === undefined ? {} : { detail }) } }),
      },
    ],
  }
}

function checkCase({ name, command, conclusion, seconds, log, results }: CheckReport): Case {
  const base = { name, seconds }
  const totals = results === undefined ? '' : totalsText(results.totals)
  if (conclusion === 'failure')
    return {
      ...base,
      outcome: { kind: 'failure', message: `'${command}' failed${totals === '' ? '' : `: ${totals}`}`, detail: log },
    }
  return conclusion === 'skipped'
    ? { ...base, outcome: { kind: 'skipped', message: command } }
    : { ...base, note: totals === '' ? command : `${command}\n${totals}` }
}

/** The failing tests and expectations of a check. Those that passed are only counted in the case of the check. */
function resultCases(check: CheckReport): Case[] {
  const { failures = [], failures_omitted: omitted = 0 } = check.results ?? {}
  return [
    ...failures.map((failure): Case => {
      const severity = failureSeverity(failure, check)
      const { name, outcome, message } = failure
      const place = placeOf(failure)
      return severity === 'error'
        ? { name, outcome: { kind: outcome === 'error' ? 'error' : 'failure', message, detail: place } }
        : { name, note: [`${severity}: ${message}`, place].filter(Boolean).join('\n') }
    }),
    ...(omitted === 0 ? [] : [{ name: `${omitted} more`, note: 'These are only in the report files of the check.' }]),
  ]
}

function stageCase(stage: StageReport): Case {
  const why = [stage.verdict, ...stage.causes.map((cause) => `${cause.kind}: ${cause.message}`)].join('; ')
  const base = { name: stage.name, seconds: stage.seconds }
  // The stage that it needs fails already.
  if (stage.verdict === 'stale' && stage.causes.every(({ kind }) => kind === 'upstream'))
    return { ...base, outcome: { kind: 'skipped', message: why } }
  switch (stageSeverity(stage)) {
    case 'error':
      return { ...base, outcome: { kind: 'failure', message: why } }
    case 'warning':
      return { ...base, outcome: { kind: 'skipped', message: why } }
    case 'notice':
    case undefined:
      return { ...base, note: why }
  }
}

function policyCase(policy: PolicyReport): Case {
  const base = { name: `${policy.metric} ${policy.rule}` }
  const message = policyReason(policy)
  switch (policyState(policy)) {
    case 'held':
      return { ...base, note: message }
    case 'failed':
      return { ...base, outcome: { kind: 'failure', message } }
    case 'unjudged':
      return { ...base, outcome: { kind: 'failure', message: `not judged: ${message}` } }
    case 'uncompared':
      return { ...base, outcome: { kind: 'skipped', message } }
    case 'warned':
      return { ...base, note: `warning: ${message}` }
    case 'accepted':
      return { ...base, outcome: { kind: 'skipped', message: acceptedText(policy), detail: message } }
    case 'older':
      return { ...base, outcome: { kind: 'skipped', message } }
  }
}

function remoteCases({ remote }: Report): Case[] {
  if (remote.missing.length === 0)
    return remote.verified === 0
      ? []
      : [{ name: remote.name, note: `${remote.verified} of ${remote.objects} objects are in the remote` }]
  return remote.missing.map(({ paths, hash, message, file, line }) => ({
    name: paths.join(', ') || hash,
    outcome: { kind: 'failure', message, ...(file === undefined ? {} : { detail: placeOf({ path: file, line }) }) },
  }))
}

/** Errors fail; a warning or notice is the output of a case that passes. */
function findingCases({ lint, stages }: Report): Case[] {
  return lint
    .filter(({ rule }) => stages.length === 0 || !TOLD_APART.has(rule))
    .map((finding) => {
      const { rule, severity, message, fix } = finding
      const place = placeOf(finding)
      const detail = [place, ...(fix === undefined ? [] : [`Repair: ${fix}`])].filter(Boolean).join('\n')
      return {
        name: place === '' ? rule : `${rule} ${place}`,
        ...(severity === 'error'
          ? { outcome: { kind: 'failure' as const, message, detail } }
          : { note: [`${severity}: ${message}`, detail].filter(Boolean).join('\n') }),
      }
    })
}

function jobCases({ fanout }: Report): Case[] {
  return (fanout?.jobs ?? [])
    .filter(({ conclusion }) => conclusion !== undefined)
    .map(({ id, stages, conclusion, seconds, log }) => ({
      name: id,
      seconds,
      outcome:
        conclusion === 'failure'
          ? { kind: 'failure', message: `the job of ${stages.join(', ')} failed`, detail: log ?? '' }
          : undefined,
    }))
}

function examinationCases(rows: readonly ExaminationReport[] = []): Case[] {
  return rows.map(({ name, state, message, remedy = '' }) => ({
    name,
    ...(state === 'error'
      ? { outcome: { kind: 'failure' as const, message, detail: remedy } }
      : state === 'skipped'
        ? { outcome: { kind: 'skipped' as const, message } }
        : { note: [state === 'warning' ? `warning: ${message}` : message, remedy].filter(Boolean).join('\n') }),
  }))
}

function placeOf({ path, line }: { path?: string | undefined; line?: Finding['line'] | undefined }): string {
  return path === undefined ? '' : line === undefined ? path : `${path}:${line}`
}

function testCase(suite: string, { name, seconds, outcome, note }: Case): string {
  const head = attributes({
    name,
    classname: `dvc-ci.${suite}`,
    ...(seconds === undefined ? {} : { time: time(seconds) }),
  })
  if (outcome !== undefined) {
    const { kind, message, detail = '' } = outcome
    return `    <testcase${head}>\n      <${kind}${attributes({ message })}>${text(detail)}</${kind}>\n    </testcase>`
  }
  return note === undefined
    ? `    <testcase${head}/>`
    : `    <testcase${head}>\n      <system-out>${text(note)}</system-out>\n    </testcase>`
}

function totals(cases: readonly Case[], skips: boolean): Record<string, string> {
  const number = (kind: string) => String(cases.filter(({ outcome }) => outcome?.kind === kind).length)
  return {
    tests: String(cases.length),
    failures: number('failure'),
    errors: number('error'),
    ...(skips ? { skipped: number('skipped') } : {}),
  }
}

function time(seconds: number): string {
  return seconds.toFixed(3)
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${text(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)
    .join('')
}

/** Halves of characters, and the two characters that XML forbids beside the control characters. */
const NO_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g

/** Any text as XML: readers get the text without colours, with its control characters escaped. */
function text(value: string): string {
  return (
    visible(withoutEscapes(value))
      .trimEnd()
      .replace(NO_CHARACTER, '\ufffd')
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
      // A runner reads `::` and `##[` as commands where a program prints the file.
      .replace(/:(?=:)/g, '&#58;')
      .replace(/##(?=\[)/g, '#&#35;')
  )
}
