import type { Stage } from '../../pipeline/project.js'
import type { AuditedStage } from '../../report/audit-report.js'
import { auditedText, auditFinding } from '../../report/audit-words.js'
import type { StepOutcome } from '../../run/run.js'
import type { Project } from '../project/project.js'

/** A stage with the stages that its difference reaches. Adds a finding where it is not reproducible. */
export function withInherited(
  { run, graph, lines, inGit }: Project,
  { name, file }: Stage,
  found: AuditedStage,
  severity: 'warn' | 'fail',
): AuditedStage {
  if (found.state === 'same') return found
  const below = graph.withDownstream([name])
  const inherit = graph.topological().filter((other) => other !== name && below.has(other))
  const audited = inherit.length === 0 ? found : { ...found, inherit }
  const place = lines.ofStage(name, file)
  run.report.lint.push({
    rule: 'not-reproducible',
    ...place,
    path: inGit(place.path),
    severity: severity === 'fail' ? 'error' : 'warning',
    message: auditFinding(audited),
    stage: name,
  })
  return audited
}

/** The conclusion of the step of an audit. */
export function outcomeOf(stages: readonly AuditedStage[], severity: 'warn' | 'fail'): Partial<StepOutcome> {
  const isSame = stages.every(({ state }) => state === 'same' || state === 'skipped')
  return {
    message: auditedText(stages),
    ...(isSame ? {} : { conclusion: severity === 'fail' ? 'failure' : 'warning' }),
  }
}
