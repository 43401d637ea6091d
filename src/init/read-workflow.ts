import type { WorkflowFacts } from './facts.js'

/** Signs of another tool that does the work of dvc-ci. */
const SIGNS = [
  { use: 'CML', pattern: /iterative\/setup-cml|\bcml\s+(?:comment|pr|publish|runner|send-comment)\b/ },
  { use: 'setup-dvc', pattern: /iterative\/setup-dvc/ },
  { use: 'dvc commands', pattern: /^[^#\n]*\bdvc\s+(?:pull|repro|push|exp|metrics|fetch)\b/m },
] as const

/** An existing workflow; undefined where it does nothing that dvc-ci does, or is one of dvc-ci itself. */
export function readWorkflow(path: string, text: string): WorkflowFacts | undefined {
  if (/uses:\s*["']?dvc-ci\/dvc-ci/.test(text)) return undefined
  const uses = SIGNS.filter(({ pattern }) => pattern.test(text)).map(({ use }) => use)
  if (uses.length === 0) return undefined
  const secrets = [...text.matchAll(/\$\{\{[^}]*?\bsecrets\.([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? [])
  return { path, uses, secrets: [...new Set(secrets)].filter((name) => name !== 'GITHUB_TOKEN').sort() }
}
