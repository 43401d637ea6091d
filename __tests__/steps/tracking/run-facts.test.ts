import { describe, expect, test } from '@jest/globals'
import { named, pointsOf } from '../../../src/steps/tracking/run-facts.js'

describe('the names of metrics and parameters in MLflow', () => {
  test('a name that two files have comes after the path of its file, and every other name stays', () => {
    const items = [
      { name: 'accuracy', path: 'a/metrics.json', value: 1 },
      { name: 'accuracy', path: 'b/metrics.json', value: 2 },
      { name: 'loss', path: 'b/metrics.json', value: 3 },
    ]
    const names = Object.fromEntries(named(items))
    expect(names).toEqual({ 'a/metrics.json/accuracy': 1, 'b/metrics.json/accuracy': 2, loss: 3 })
    expect(Object.fromEntries(named([...items].reverse()))).toEqual(names)
  })

  test('two names that MLflow writes alike are two metrics', () => {
    // MLflow permits no `@` in a name.
    const names = named([
      { name: 'top@1', path: 'a.json', value: 1 },
      { name: 'top_1', path: 'b.json', value: 2 },
    ])
    expect([...names.values()].sort()).toEqual([1, 2])
  })

  test('a run gets a point for each of two metrics with one name, and no point that it has', () => {
    const metric = (path: string, value: number) => ({ name: 'accuracy', path, value })
    const points = pointsOf(
      { metrics: [metric('a.json', 0.5), metric('b.json', 0.7)], data: [] },
      new Map([['a.json/accuracy', 0.5]]),
      1_000,
    )
    expect(points).toEqual([{ key: 'b.json/accuracy', value: 0.7, timestamp: 1_000, step: 0 }])
  })

  test('a run gets the counts of changed data, and no value of a cell', () => {
    const column = { name: 'age', now: { nulls: 0, min: 17, max: 99, top: [{ value: 'secret', share: 1 }] } }
    const none = { files: 0, first: [] }
    const folder = {
      files: 9,
      added: none,
      removed: none,
      modified: none,
      renamed: { files: 0, first: [] },
      folders: [],
    }
    const points = pointsOf(
      {
        metrics: [],
        data: [
          {
            path: 'data/raw.csv',
            change: 'modified',
            tables: [{ path: 'data/raw.csv', format: 'csv', rows: 1997, columns: [column] }],
          },
          { path: 'data/images', change: 'modified', folder, images: { files: 7 } },
          {
            path: 'net.onnx',
            change: 'added',
            models: [{ path: 'net.onnx', format: 'onnx', parameters: 3_000_000_000, tensors: 12 }],
          },
          { path: 'model.pkl', change: 'modified', size: 12 },
        ],
      },
      new Map(),
      1_000,
    )
    expect(points.map(({ key, value }) => [key, value])).toEqual([
      ['data/data/raw.csv/rows', 1997],
      ['data/data/images/files', 9],
      ['data/data/images/images', 7],
      ['data/net.onnx/parameters', 3_000_000_000],
    ])
  })
})
