import { writeFile } from 'node:fs/promises'
import { type Clone, tinyProject } from '../support/project.js'
import { type Attack, hold } from './attack.js'
import { HOSTILE_METRICS, HOSTILE_POLICIES } from './gate-corpus.js'

/** The clean case: a file and a policy that pass. */
const HONEST = 'm/honest.json'

/** Hostile metrics files in one validation, then hostile policies one by one. None may pass. */
export const gate: Attack = {
  name: 'gate',
  promises: [5],
  parts: ['dvc'],
  count: 1 + HOSTILE_POLICIES.length,
  open() {
    let clone: Clone | undefined
    return Promise.resolve({
      async attempt(index) {
        clone ??= await tinyProject()
        return index === 0
          ? metricsFiles(clone)
          : policyFile(clone, HOSTILE_POLICIES[(index - 1) % HOSTILE_POLICIES.length] ?? '')
      },
      close: () => Promise.resolve(),
    })
  },
}

async function metricsFiles(clone: Clone): Promise<string[]> {
  const names = [HONEST, ...HOSTILE_METRICS.map(({ name }) => name)]
  await clone.write(HONEST, '{"accuracy": 0.99}')
  for (const { name, text } of HOSTILE_METRICS) await clone.write(name, text)
  await clone.write(
    'dvc.yaml',
    `${await clone.read('dvc.yaml')}metrics:\n${names.map((name) => `  - ${name}\n`).join('')}`,
  )
  await clone.write(
    'dvc-ci.yaml',
    `metrics:\n  policies:\n${names.map((name) => `    "${name}:accuracy": { min: 0.9 }\n`).join('')}`,
  )
  await clone.commit('Metrics of every kind')
  const { code, report, stdout, stderr } = await clone.run(['validate', '--setup', 'none', '--evaluate', 'none'])
  const said = `${stdout}${stderr}`
  hold(code === 1, `hostile metrics files ended with ${code}`, said)
  const passed = new Map(report.policies.map(({ metric, passed: each }) => [metric, each]))
  hold(passed.get(`${HONEST}:accuracy`) === true, 'the honest metrics file does not pass', said)
  const wrong = HOSTILE_METRICS.filter(({ name }) => passed.get(`${name}:accuracy`) !== false)
  hold(wrong.length === 0, `pass: ${wrong.map(({ why }) => why).join('; ')}`)
  return HOSTILE_METRICS.map(({ why }) => why)
}

async function policyFile(clone: Clone, policy: string): Promise<string> {
  await writeFile(clone.path('dvc-ci.yaml'), `metrics:\n  policies:\n    ${policy}\n`)
  const { code, report, stdout, stderr } = await clone.run(['validate', '--setup', 'none', '--evaluate', 'none'])
  hold(
    code === 2 && report.policies.length === 0,
    `the policy ${JSON.stringify(policy)} ended with ${code}`,
    `${stdout}${stderr}`,
  )
  return `policy ${JSON.stringify(policy)}`
}
