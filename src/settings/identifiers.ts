import { CATALOGUE } from '../errors/catalogue.js'
import { FINDINGS } from '../errors/findings.js'
import { RULES } from './rules.js'

/** An error, a finding or a lint rule that has a page. */
export interface Identifier {
  id: string
  kind: 'error' | 'finding' | 'rule'
  title: string
  /** Path of the page in the repository of dvc-ci. */
  page: string
}

/** Everything that `dvc-ci explain` knows, by kind, then by identifier. */
export const IDENTIFIERS: readonly Identifier[] = [
  ...CATALOGUE.map(({ id, title }) => ({ id, kind: 'error' as const, title, page: `docs/errors/${id}.md` })),
  ...Object.entries(FINDINGS).map(([id, { title }]) => ({
    id,
    kind: 'finding' as const,
    title,
    page: `docs/errors/${id}.md`,
  })),
  ...Object.entries(RULES).map(([id, { summary }]) => ({
    id,
    kind: 'rule' as const,
    title: summary,
    page: `docs/rules/${id}.md`,
  })),
]
