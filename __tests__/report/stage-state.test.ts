import type { StageReport } from '../../src/report/report.js'
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

test('the causes of a stage that the author ran are those of its run', () => {
  expect(stageState({ verdict: 'unchanged', causes: [], reproduced: [CODE] }).causes).toEqual([CODE])
})
