import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { parseConfig } from '../../src/settings/config-file.js'
import { writtenFiles } from './kinds.js'

const golden = join(import.meta.dirname, 'golden')
const written = writtenFiles()
if (process.env['GOLDEN'] === 'write')
  for (const [path, text] of written) {
    mkdirSync(dirname(join(golden, path)), { recursive: true })
    writeFileSync(join(golden, path), text)
  }

const action = parse(readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8')) as { inputs: object }

describe('the files of init for each kind of repository', () => {
  test('each file in golden/ is written, and no other', () => {
    const files = readdirSync(golden, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(golden.length + 1))
    expect(files.sort()).toEqual([...written.keys()].sort())
  })

  // GOLDEN=write renews them: read the difference in Git.
  test.each([...written.keys()])('%s has the text of golden/', (path) => {
    expect(written.get(path)).toBe(readFileSync(join(golden, path), 'utf8'))
  })

  test.each([...written].filter(([path]) => path.endsWith('dvc-ci.yaml')))(
    '%s is a valid configuration',
    (path, text) => {
      expect(parseConfig(text, path).problems).toEqual([])
    },
  )

  test.each([...written].filter(([path]) => path.endsWith('.yml')))(
    '%s gives each job its own rights, and dvc-ci only inputs that it has',
    (_, text) => {
      const workflow = parse(text) as {
        permissions: object
        jobs: Record<string, { permissions: object; steps: { uses?: string; with?: object }[] }>
      }
      expect(workflow.permissions).toEqual({})
      for (const { permissions, steps } of Object.values(workflow.jobs)) {
        expect(Object.keys(permissions)).toContain('contents')
        const ours = steps.filter(({ uses }) => uses?.startsWith('dvc-ci/dvc-ci@'))
        expect(ours).toHaveLength(1)
        expect(Object.keys(ours[0]?.with ?? {}).filter((name) => !(name in action.inputs))).toEqual([])
      }
    },
  )
})
