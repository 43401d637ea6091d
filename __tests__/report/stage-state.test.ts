import { renderComment } from '../../src/report/comment.js'
import { emptyReport, type Report, type StageReport } from '../../src/report/report.js'
import { sectionsOf } from '../../src/report/sections.js'
import { stageState, stageWord } from '../../src/report/stage-state.js'

const CODE = { kind: 'code', path: 'a.py', message: 'a.py has changed' } as const

test.each<[Partial<StageReport>, string, string, string]>([
  [{ verdict: 'unchanged' }, 'in step', 'unchanged', 'unchanged'],
  [{ verdict: 'unchanged', reproduced: [CODE] }, 'in step', 'run by the author', 'run by the author'],
  [{ verdict: 'ran' }, 'written here', 'run here', 'ran'],
  [{ verdict: 'restored' }, 'written here', 'restored here', 'restored'],
  [{ verdict: 'stale', causes: [CODE] }, 'stale', '', 'stale'],
  [{ verdict: 'stale', causes: [CODE], held: true }, 'held', '', 'held'],
  [{ verdict: 'frozen' }, 'frozen', '', 'frozen'],
  [{ verdict: 'failed' }, 'failed', '', 'failed'],
  [{ verdict: 'skipped' }, 'skipped', '', 'skipped'],
])('the stage %j is %p to dvc.lock, and %p to the baseline', (stage, lock, change, word) => {
  const whole: StageReport = { name: 'train', verdict: 'unchanged', causes: [], ...stage }
  expect(stageState(whole)).toMatchObject({ lock, change })
  expect(stageWord(whole)).toBe(word)
})

test('a stage that the rollback of this run put back is restored from its version', () => {
  const held: StageReport = { name: 'train', verdict: 'stale', causes: [CODE], held: true }
  const sha = 'b'.repeat(40)
  expect(stageWord(held, { to: 'v1.0', sha, targets: [] })).toBe('restored from v1.0')
  expect(stageWord(held, { to: sha, sha, targets: [] })).toBe('restored from bbbbbbb')
  expect(stageWord({ verdict: 'stale', causes: [CODE] }, { to: 'v1.0', sha, targets: [] })).toBe('stale')
  const report: Report = {
    ...emptyReport('rollback', { sha, ref: 'main', event: 'local', trusted: true }),
    conclusion: 'success',
    stages: [held],
    rollback: { to: 'v1.0', sha, targets: [] },
  }
  const [section] = sectionsOf(report).filter(({ title }) => title === 'Stages')
  expect(section?.rows.map(({ tone, cells }) => [tone, cells.map(({ text }) => text).slice(0, 3)])).toEqual([
    ['plain', ['train', 'held', 'restored from v1.0']],
  ])
  expect(renderComment(report, { project: '' })).toContain('<b>Stages</b>: 1 restored from v1.0')
})

test('the causes of a stage that the author ran are those of its run', () => {
  expect(stageState({ verdict: 'unchanged', causes: [], reproduced: [CODE] }).causes).toEqual([CODE])
})
