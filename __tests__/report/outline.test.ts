import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mermaidPipeline, nodeLines } from '../../src/report/mermaid.js'
import { outlineOf } from '../../src/report/outline.js'
import type { StageReport, VerdictKind } from '../../src/report/report.js'
import { HOSTILE } from './sample.js'

const stage = (
  name: string,
  needs: string[] = [],
  verdict: VerdictKind = 'unchanged',
  seconds?: number,
): StageReport => ({ name, verdict, causes: [], needs, ...(seconds === undefined ? {} : { seconds }) })
const outline = (stages: StageReport[]) => outlineOf({ stages })
/** Nodes by what they show, with what they need. */
function drawn(stages: StageReport[]): Record<string, string[]> {
  const { nodes, edges } = outline(stages)
  const label = (index: number) => nodes[index]?.family ?? nodes[index]?.names.join('+') ?? ''
  return Object.fromEntries(
    nodes.map((_, index) => [label(index), edges.filter(([, to]) => to === index).map(([from]) => label(from))]),
  )
}
const chain = (length: number, verdict: (index: number) => VerdictKind = () => 'unchanged') =>
  Array.from({ length }, (_, index) => stage(`s${index}`, index === 0 ? [] : [`s${index - 1}`], verdict(index)))

describe('the pipeline as it is drawn', () => {
  test('up to 40 stages and .dvc files are drawn one by one', () => {
    expect(
      drawn([
        stage('prepare', ['raw.csv.dvc']),
        stage('train@a', ['prepare']),
        stage('train@b', ['prepare'], 'stale'),
        stage('evaluate', ['train@a', 'train@b', 'raw.csv.dvc']),
      ]),
    ).toEqual({
      'raw.csv.dvc': [],
      prepare: ['raw.csv.dvc'],
      'train@a': ['prepare'],
      'train@b': ['prepare'],
      evaluate: ['raw.csv.dvc', 'train@a', 'train@b'],
    })
    expect(outline(chain(40)).nodes).toHaveLength(40)
    expect(outline(chain(40)).nodes.map(({ depth }) => depth)).toEqual(Array.from({ length: 40 }, (_, index) => index))
    expect(outline([stage('first', ['a.dvc']), ...chain(39)]).nodes.every(({ kind }) => kind !== 'data')).toBe(true)
  })

  test('instances of a matrix with the same verdict are one node, and a stale one has its own', () => {
    const instances = Array.from({ length: 60 }, (_, index) =>
      stage(`train@m${index}`, ['prepare'], index === 17 ? 'stale' : 'ran', 2),
    )
    const { nodes } = outline([
      stage('prepare'),
      ...instances,
      stage(
        'evaluate',
        instances.map(({ name }) => name),
      ),
    ])
    expect(
      nodes.map(({ names, family, kind, seconds, depth }) => ({
        names: names.length,
        family,
        verdict: kind,
        seconds,
        depth,
      })),
    ).toEqual([
      { names: 1, family: undefined, verdict: 'unchanged', seconds: undefined, depth: 0 },
      { names: 59, family: 'train', verdict: 'ran', seconds: 118, depth: 1 },
      { names: 1, family: undefined, verdict: 'stale', seconds: 2, depth: 1 },
      { names: 1, family: undefined, verdict: 'unchanged', seconds: undefined, depth: 2 },
    ])
    expect(nodes.map((node) => nodeLines(node))).toEqual([
      ['prepare'],
      ['train@…', '59 ran, 1 min 58 s'],
      ['train@m17', 'stale, 2.00 s'],
      ['evaluate'],
    ])
  })

  test('quiet stages between two stale stages of a long chain are one node', () => {
    expect(
      outline(chain(1_000, (index) => (index === 400 || index === 700 ? 'stale' : 'unchanged'))).nodes.map(
        ({ names, kind }) => [names.length, kind],
      ),
    ).toEqual([
      [400, 'unchanged'],
      [1, 'stale'],
      [299, 'unchanged'],
      [1, 'stale'],
      [299, 'unchanged'],
    ])
  })

  test('a thousand stale stages are grouped by depth', () => {
    const { nodes, edges } = outline(chain(1_000, () => 'stale'))
    expect(nodes.map(({ names, kind }) => [names.length, kind])).toEqual(
      Array.from({ length: 10 }, () => [100, 'stale']),
    )
    expect(edges).toEqual(Array.from({ length: 9 }, (_, index) => [index, index + 1]))
  })

  test('the outline ends for a cycle, a stage that needs itself and a repeated name', () => {
    expect(
      outline([stage('a', ['b']), stage('b', ['a']), stage('c', ['c', 'a']), stage('a')]).nodes.map(
        ({ names }) => names,
      ),
    ).toEqual([['a'], ['b'], ['c']])
  })

  test('property: every stage is in one node, no edge goes backwards, and the drawing stays small', () => {
    const pipeline = fc
      .integer({ min: 1, max: 150 })
      .chain((size) =>
        fc.tuple(
          fc.array(
            fc.tuple(
              fc.constantFrom<VerdictKind>(
                'unchanged',
                'unchanged',
                'unchanged',
                'ran',
                'stale',
                'failed',
                'skipped',
                'frozen',
                'restored',
              ),
              fc.array(fc.nat(), { maxLength: 3 }),
              fc.boolean(),
            ),
            { minLength: size, maxLength: size },
          ),
          fc.boolean(),
        ),
      )
    fc.assert(
      fc.property(pipeline, ([rows, quiet]) => {
        const name = (index: number) => (rows[index]?.[2] ? `m${index % 5}@${index}` : `s${index}`)
        const stages = rows.map(([verdict, needs], index) =>
          stage(
            name(index),
            index === 0 ? ['x.dvc'] : needs.map((need) => name(need % index)),
            quiet && verdict !== 'failed' ? 'unchanged' : verdict,
          ),
        )
        const { nodes, edges } = outline(stages)
        expect(
          nodes
            .filter(({ kind }) => kind !== 'data')
            .flatMap(({ names }) => names)
            .sort(),
        ).toEqual(stages.map((each) => each.name).sort())
        for (const [from, to] of edges) expect(nodes[from]?.depth).toBeLessThan(nodes[to]?.depth ?? 0)
        expect(nodes.length).toBeLessThanOrEqual(100)
        expect(edges.length).toBeLessThanOrEqual(stages.length > 40 ? 500 : 130)
        const loud = stages.filter(({ verdict }) => verdict === 'failed' || verdict === 'stale')
        if (stages.length < 40) expect(nodes.filter(({ kind }) => kind !== 'data')).toHaveLength(stages.length)
        // What matters is never hidden among others while there is room for it.
        else if (loud.length <= 60)
          expect(
            loud.filter(({ name: each }) => !nodes.some(({ names }) => names.length === 1 && names[0] === each)),
          ).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

describe('as Mermaid', () => {
  test('stages have the colour of their state, and a deep drawing runs downwards, and a rollback says what it restored', () => {
    const text =
      mermaidPipeline({
        mode: 'validate',
        stages: [
          stage('prepare', ['raw.csv.dvc']),
          stage('train', ['prepare'], 'stale'),
          stage('evaluate', ['train'], 'failed', 3),
          { ...stage('report', ['train']), reproduced: [{ kind: 'data', message: 'data changed' }] },
          { ...stage('serve', ['train'], 'stale'), held: true },
        ],
      }) ?? ''
    expect(text).toMatch(/^flowchart LR\n {2}accTitle: .+\n {2}accDescr: .+\n/)
    expect(text).toContain(
      '  n0[("raw.csv.dvc")]\n  n1("prepare")\n  n2("train<br/>stale")\n  n3("evaluate<br/>failed, 3.00 s")\n  n4("report<br/>run by the author")\n  n5("serve<br/>held")\n  n0 --> n1\n  n1 --> n2\n  n2 --> n3\n  n2 --> n4\n  n2 --> n5\n',
    )
    for (const [verdict, id] of [
      ['data', 'n0'],
      ['unchanged', 'n1'],
      ['stale', 'n2'],
      ['failed', 'n3'],
      ['reproduced', 'n4'],
      ['held', 'n5'],
    ])
      expect(text).toMatch(new RegExp(`  classDef ${verdict} fill:#\\w+,.*color:#\\w+\n  class ${id} ${verdict}(\n|$)`))
    expect(
      mermaidPipeline({
        mode: 'rollback',
        stages: [{ ...stage('train'), held: true }],
        rollback: { to: 'v1.0', sha: 'a'.repeat(40), targets: [] },
      }),
    ).toContain('("train<br/>restored from v1.0")')
    expect(mermaidPipeline({ mode: 'validate', stages: chain(20) })).toMatch(/^flowchart TB\n/)
    expect(mermaidPipeline({ mode: 'validate', stages: [] })).toBeUndefined()
  })

  test.each([
    ...HOSTILE,
    'end',
    '"]; click n0 href "javascript:alert(1)"',
    '%%{init: {"securityLevel": "loose"}}%%',
    '`md`',
    '#quot;',
  ])('%j is only a label in the Mermaid diagram', (name) => {
    const text = mermaidPipeline({ mode: 'validate', stages: [stage(name), stage('b', [name], 'failed')] }) ?? ''
    const [line = '', ...others] = text.split('\n').slice(3)
    expect(line).toMatch(/^ {2}n0\("(?:[A-Za-z0-9 .,/_\u0080-\u{10ffff}-]|#\d+;)*"\)$/u)
    expect(others.slice(0, 2)).toEqual(['  n1("b<br/>failed")', '  n0 --> n1'])
  })

  test('a drawing stays below the limit of GitHub, for any names', () => {
    for (const verdict of ['unchanged', 'stale'] as const) {
      const stages = Array.from({ length: 2_000 }, (_, index) =>
        stage(`${'"'.repeat(300)}${index}`, index < 40 ? [] : [`${'"'.repeat(300)}${index - 40}`], verdict),
      )
      expect((mermaidPipeline({ mode: 'validate', stages }) ?? '').length).toBeLessThan(50_000)
    }
  })
})
