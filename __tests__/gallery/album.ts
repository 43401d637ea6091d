import type { Report } from '../../src/report/report.js'
import type { Recording } from './record.js'
import { type Expectation, pictureName, SCENARIOS, type Scenario, SURFACES } from './scenarios.js'

/** `docs/gallery/gallery.json`: what the reports said, and what the pictures show. */
export interface Album {
  scenarios: readonly Page[]
}

/** One scenario as it was recorded. */
export interface Page extends Expectation {
  id: string
  mode: string
  message: string
  pictures: readonly Shown[]
}

export interface Shown {
  /** In the folder of the gallery. */
  file: string
  alt: string
  /** Pixels. */
  width: number
  height: number
  /** Of the text that is drawn, without times and identifiers. */
  digest: string
}

/** What a report says, as signs that do not change with its words. */
export function factsOf(report: Report, exit: number | null): Expectation {
  const { stages, policies, lint, remote, metrics, mlflow, commit } = report
  const errors = lint.filter(({ severity }) => severity === 'error')
  const conflict = errors.some(({ rule, path }) => rule === 'conflict-markers' && path === 'dvc.lock')
  const signs = [
    ...(['unchanged', 'ran'] as const)
      .filter((verdict) => stages.length > 0 && stages.every((stage) => stage.verdict === verdict))
      .map((verdict) => `all ${verdict}`),
    ...stages.flatMap(({ name, verdict }) => (verdict === 'stale' ? [`stale ${name}`] : [])),
    ...policies.flatMap(({ passed, severity, metric }) =>
      !passed && severity === 'error' ? [`policy ${metric}`] : [],
    ),
    ...errors.map(({ rule }) => `finding ${rule}`),
    ...(conflict ? ['conflict in dvc.lock'] : []),
    ...remote.missing.flatMap(({ paths }) => paths.map((path) => `missing ${path}`)),
    ...metrics.flatMap(({ name, change }) => (typeof change === 'number' && change > 0 ? [`better ${name}`] : [])),
    ...(commit === undefined ? [] : ['commit']),
    ...(mlflow?.version === undefined ? [] : [`version ${mlflow.version}`]),
  ]
  return { conclusion: report.conclusion, exit: exit ?? -1, signs: [...new Set(signs)].sort() }
}

/** What a recording says differently from its scenario; empty where it tells the story. */
export function differences({ id, expects }: Pick<Scenario, 'id' | 'expects'>, found: Expectation): string[] {
  return [
    ...(['conclusion', 'exit'] as const).flatMap((key) =>
      expects[key] === found[key] ? [] : [`${id}: ${key} is ${found[key]}, not ${expects[key]}`],
    ),
    ...expects.signs.filter((sign) => !found.signs.includes(sign)).map((sign) => `${id}: nothing says '${sign}'`),
  ]
}

/** The text in place of a picture: its surface, its scenario, and the verdict of the run. */
export function altText(scenario: Scenario, title: string, { report }: Pick<Recording, 'report'>): string {
  const message = report.message.replace(/\b[0-9a-f]{7,40}\b/g, '…').replace(/[[\]`"<>|\\\n]/g, ' ')
  const words = message.length > 200 ? `${message.slice(0, 199)}…` : message
  return `${title} of the scenario ${scenario.title}. Conclusion ${report.conclusion}: ${words}`
}

/** README.md of the gallery. */
export function readmeOf(album: Album): string {
  const sections = SCENARIOS.flatMap((scenario) => {
    const page = album.scenarios.find(({ id }) => id === scenario.id)
    return page === undefined ? [] : [sectionOf(scenario, page)]
  })
  return `# Gallery

This page shows what dvc-ci reports, in ${SCENARIOS.length} situations of a team. \`npm run gallery\` makes it. Every picture is of a real
run on [examples/digits](../../examples/digits): DVC, Git, an S3 server, MLflow and the built action. Only GitHub is
replaced, by a local server. The comments are drawn in GitHub's style. Paths of the machine are replaced by those of
GitHub's runner, and the address of MLflow by an example.

${SCENARIOS.map(({ id, title }) => `- [${title}](#${id})`).join('\n')}

${sections.join('\n')}`
}

function sectionOf(scenario: Scenario, { mode, pictures }: Page): string {
  const image = (shown: Shown) => `![${shown.alt}](${shown.file})`
  const [first, ...others] = SURFACES.flatMap((surface) => {
    const shown = pictures.find(({ file }) => file === pictureName(scenario, surface))
    return shown === undefined ? [] : [{ surface, shown }]
  })
  return [
    `## ${scenario.title}`,
    '',
    `${scenario.story} Mode: \`${mode}\`.`,
    '',
    ...(first === undefined ? [] : [image(first.shown), '']),
    ...others.flatMap(({ surface, shown }) => [
      `<details><summary>${surface.title}</summary>`,
      '',
      image(shown),
      '',
      '</details>',
    ]),
    '',
  ].join('\n')
}
