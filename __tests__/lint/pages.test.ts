import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { RULE_NAMES, RULES } from '../../src/settings/rules.js'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'rules')

test('every rule has a page with what it finds, why, the repair and how to switch it off, and every page has a rule', () => {
  expect(readdirSync(folder).sort()).toEqual([...RULE_NAMES.map((name) => `${name}.md`), 'README.md'].sort())
  for (const name of RULE_NAMES) {
    const page = readFileSync(join(folder, `${name}.md`), 'utf8')
    expect(page).toMatch(new RegExp(`^# ${name}\n\nSeverity: ${RULES[name].severity}\\.\n`))
    for (const part of ['What it finds', 'Why', 'Repair', 'Switch it off']) expect(page).toContain(`**${part}.** `)
    expect(page).toContain(`--lint-off ${name}`)
    for (const [, other] of page.matchAll(/\]\(([a-z-]+)\.md\)/g)) expect(RULE_NAMES).toContain(other)
  }
})
