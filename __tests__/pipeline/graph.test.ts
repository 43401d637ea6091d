import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Graph } from '../../src/pipeline/graph.js'
import { project, stage } from './build.js'

/** data.dvc -> prepare -> train@a, train@b -> evaluate; alone. */
const SAMPLE = project([
  stage('evaluate', ['m/a', 'm/b'], ['metrics.json']),
  stage('train@b', ['parts'], ['m/b']),
  stage('data.dvc', [], ['data'], { kind: 'data' }),
  stage('train@a', ['parts'], ['m/a']),
  stage('prepare', ['data'], ['parts']),
  stage('alone', [], ['x']),
])

/** A random project without cycles: each stage may read outputs of stages before it. */
const acyclic = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 12 })
  .map((reads) =>
    project(
      reads.map((needs, index) =>
        stage(`s${index}`, index === 0 ? [] : needs.map((need) => `out${need % index}`), [`out${index}`]),
      ),
    ),
  )

describe('graph', () => {
  const graph = new Graph(SAMPLE)

  test('a graph knows the direct neighbours of a stage', () => {
    expect([...graph.upstream('evaluate')].sort()).toEqual(['train@a', 'train@b'])
    expect(graph.downstream('data.dvc')).toEqual(['prepare'])
    expect([graph.upstream('absent'), graph.downstream('absent'), graph.stage('absent')]).toEqual([[], [], undefined])
    expect(graph.stage('alone')?.outs[0]?.path).toBe('x')
  })

  test('closures in both directions include their start', () => {
    expect([...graph.withDownstream(['prepare'])].sort()).toEqual(['evaluate', 'prepare', 'train@a', 'train@b'])
    expect([...graph.withUpstream(['train@a'])].sort()).toEqual(['data.dvc', 'prepare', 'train@a'])
    expect([...graph.withDownstream([])]).toEqual([])
  })

  test('a frozen stage is not reached from its needs, and is included when it is named', () => {
    const frozen = new Graph(
      project(SAMPLE.stages.map((each) => (each.name === 'train@a' ? { ...each, frozen: true } : each))),
    )
    expect([...frozen.withDownstream(['prepare'])].sort()).toEqual(['evaluate', 'prepare', 'train@b'])
    expect([...frozen.withDownstream(['train@a'])].sort()).toEqual(['evaluate', 'train@a'])
    expect([...frozen.withUpstream(['evaluate'])]).toContain('data.dvc')
  })

  test('the topological order has every name once and after its needs', () => {
    fc.assert(
      fc.property(acyclic, (sample) => {
        const order = new Graph(sample).topological()
        expect([...order].sort()).toEqual(sample.stages.map(({ name }) => name).sort())
        for (const [needs, needed] of sample.edges) expect(order.indexOf(needed)).toBeLessThan(order.indexOf(needs))
      }),
    )
  })

  test('downstream is the inverse of upstream', () => {
    fc.assert(
      fc.property(acyclic, (sample) => {
        const random = new Graph(sample)
        for (const one of sample.stages) {
          for (const other of sample.stages) {
            expect(random.withDownstream([one.name]).has(other.name)).toBe(
              random.withUpstream([other.name]).has(one.name),
            )
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  test('a cycle, which DVC rejects before, does not hang the graph', () => {
    const cyclic = new Graph(project([stage('a', ['y'], ['x']), stage('b', ['x'], ['y']), stage('c', [], ['z'])]))
    expect(cyclic.topological()).toEqual(['c'])
    expect([...cyclic.withDownstream(['a'])].sort()).toEqual(['a', 'b'])
  })
})
