import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../..')
const FORMS = join(root, '.github', 'ISSUE_TEMPLATE')

interface Field {
  type: string
  id?: string
  attributes: { label?: string; value?: string }
}

describe('what GitHub reads besides the workflows', () => {
  test('an issue form has a name, a description, and fields of known types with a label and an id of its own', () => {
    const forms = readdirSync(FORMS).filter((name) => name !== 'config.yml')
    expect(forms.sort()).toEqual(['bug.yml', 'feature.yml'])
    for (const name of forms) {
      const form = parse(readFileSync(join(FORMS, name), 'utf8')) as { [key: string]: unknown; body: Field[] }
      expect(form).toMatchObject({ name: expect.any(String) as unknown, description: expect.any(String) as unknown })
      const asked = form.body.filter(({ type }) => type !== 'markdown')
      for (const { type, attributes } of asked) {
        expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type)
        expect(attributes.label).toMatch(/\S/)
      }
      const ids = asked.map(({ id }) => id)
      expect(new Set(ids).size).toBe(asked.length)
      expect(ids).not.toContain(undefined)
    }
  })

  test('the bug form asks for the version and for report.json', () => {
    const { body } = parse(readFileSync(join(FORMS, 'bug.yml'), 'utf8')) as { body: Field[] }
    expect(body.map(({ id }) => id)).toEqual(expect.arrayContaining(['version', 'report']))
  })

  test('every file has an owner, and an owner is a team, a user or an address', () => {
    const lines = readFileSync(join(root, '.github', 'CODEOWNERS'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    expect(lines[0]).toMatch(/^\* /)
    for (const line of lines) expect(line).toMatch(/^\S+(?: (?:@[\w-]+(?:\/[\w-]+)?|\S+@\S+\.\S+))+$/)
  })

  test('Dependabot waits a week for every release and proposes the updates of an ecosystem together', () => {
    const { updates } = parse(readFileSync(join(root, '.github', 'dependabot.yml'), 'utf8')) as {
      updates: { 'package-ecosystem': string; cooldown?: object; groups?: object }[]
    }
    expect(new Set(updates.map((update) => update['package-ecosystem']))).toEqual(
      new Set(['npm', 'github-actions', 'pip']),
    )
    for (const { cooldown, groups } of updates) {
      expect(cooldown).toEqual({ 'default-days': 7 })
      expect(Object.keys(groups ?? {}).length).toBeGreaterThan(0)
    }
  })
})
