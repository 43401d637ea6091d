import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { parseMetricsFile } from '../../src/metrics/metrics-file.js'

/** Texts on which `dvc metrics show` and we must agree; where we differ on purpose is in metrics-file.test.ts. */
const texts: Record<string, string> = {
  'nested.json':
    '{"eval":{"f1":0.5,"per class":{"0":1,"1":2}},"acc":1e-5,"zero":0,"list":[1],"none":null,"text":"x","empty":{}}',
  'keys.json': '{"a.b":1,"":2,"__proto__":{"x":3},"constructor":4,"ünï":5,"a:b":6}',
  'big.json': '{"int":123456789012345678901234567890,"small":1e-400,"exp":1E+2,"neg":-0.5}',
  'UPPER.JSON': '{"a":1}',
  'numbers.yaml':
    'a: 1_000\nb: 012\nc: yes\ne: 1e5\nf: 1e-05\ng: .5\nh: 5.\ni: +1\nj: 0x1F\nk: 0o17\nl: 1.5e+3\nm: 2020-01-01\nn: "7"\np: 1_0.5\n',
  'merge.yml': 'base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\nlist: {<<: [*b, {z: 4}]}\nn: &n 7\nagain: *n\n',
  'keys.yaml': '1: 5\n"quoted": 6\n? long\n: 7\nx y: 8\n',
  'bom.yaml': '\uFEFFa: 1\n',
  'flow.yaml': '{a: 1, b: {c: 2}}\n',
  'table.toml': 'a = 1_000\nf = 1e3\n[t]\nx.y = 3\nbig = 123456789012345678901234567890\n[t."q.r"]\nz = 1\n',
  'folder/plain.txt': 'a: 0.5\nb:\n  c: 2\n',
  noextension: '{"a": 1}',
}

/** Leaves that are numbers, by their dotted name, of what DVC printed. */
function numbersIn(node: unknown, name?: string): [string, number][] {
  if (typeof node === 'number') return [[name ?? '', node]]
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => numbersIn(value, name === undefined ? key : `${name}.${key}`))
}

test('names and numbers are those of dvc metrics show', () => {
  requireParts('dvc')
  const project = mkdtempSync(join(tmpdir(), 'dvc-ci-metrics-'))
  try {
    const env = {
      ...process.env,
      DVC_NO_ANALYTICS: '1',
      DVC_GLOBAL_CONFIG_DIR: join(project, 'none'),
      DVC_SYSTEM_CONFIG_DIR: join(project, 'none'),
    }
    const dvc = (...argv: string[]): string => execFileSync(lab.dvcBin, argv, { cwd: project, env, encoding: 'utf8' })
    dvc('init', '--no-scm', '--quiet')
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(project, path)), { recursive: true })
      writeFileSync(join(project, path), text)
    }
    writeFileSync(join(project, 'dvc.yaml'), JSON.stringify({ metrics: Object.keys(texts) }))

    const answer = JSON.parse(dvc('metrics', 'show', '--json')) as {
      ''?: { data?: Record<string, { data?: unknown; error?: unknown }> }
    }
    const seen = answer['']?.data ?? {}
    for (const [path, text] of Object.entries(texts)) {
      const leaves = [...parseMetricsFile(path, text).leaves]
      const ours = leaves.flatMap(([name, leaf]) => ('value' in leaf ? [[name, leaf.value] as const] : []))
      expect({ path, numbers: new Map(ours) }).toEqual({ path, numbers: new Map(numbersIn(seen[path]?.data)) })
      expect(ours.length).toBeGreaterThan(0)
    }
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
})
