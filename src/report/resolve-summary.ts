import type { StepReport } from './report.js'

/** The last message of a run that only installed the merge driver. */
export const DRIVER_INSTALLED = 'Git merges dvc.lock by stage in this clone.'

/**
 * The last message of `resolve` after it left no conflict.
 * @param resolved number of resolved files
 * @param asked paths of the files that the user named
 * @param hasFindings true if findings name stages to run again
 */
export function resolveSummary(resolved: number, asked: readonly string[], hasFindings: boolean): string {
  if (resolved === 0)
    return asked.length > 0 ? `${asked.join(', ')}: no conflict.` : 'No dvc.lock and no .dvc file is in conflict.'
  const again = hasFindings ? ' and `dvc repro` for the stages in the findings' : ''
  const next = `Now run \`dvc checkout\` (\`dvc pull\` where data is missing)${again}`
  return `${doneText(resolved)}${next}; \`dvc status\` shows the other stale stages.`
}

/** The message of `resolve` with conflicts left. @param left the steps of the files in conflict */
export function conflictsLeft(resolved: number, left: readonly Pick<StepReport, 'name' | 'message'>[]): string {
  const texts = left.map(({ name, message }) => `${name}: ${message ?? ''}`)
  return `${doneText(resolved)}Conflicts left: ${texts.join('; ')}.`
}

function doneText(resolved: number): string {
  return resolved === 0 ? '' : `${resolved} file${resolved === 1 ? ' is' : 's are'} resolved and added to Git. `
}
