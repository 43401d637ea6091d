import { describe, expect, test } from '@jest/globals'
import { appendLine, fromTop, removeLine, replaceText } from '../../src/text/shell-word.js'

describe('commands that a person copies', () => {
  test('each command of DVC runs in the folder of the project, and other commands at the top', () => {
    expect(fromTop('', 'dvc repro && git add dvc.lock')).toBe('dvc repro && git add dvc.lock')
    expect(fromTop('my ml', 'dvc repro && dvc push && git add ml/dvc.lock')).toBe(
      "dvc --cd 'my ml' repro && dvc --cd 'my ml' push && git add ml/dvc.lock",
    )
    expect(fromTop('ml', 'dvc-ci resolve dvc.lock')).toBe('dvc-ci resolve -C ml dvc.lock')
    expect(fromTop('ml', fromTop('ml', 'dvc pull'))).toBe('dvc --cd ml pull')
  })

  test('a line is added after a last line without a line break', () => {
    expect(appendLine('/a b', 'x/.gitignore')).toBe(String.raw`printf '\n%s\n' '/a b' >> x/.gitignore`)
  })

  test('a line is removed by its text, and characters of patterns stand for themselves', () => {
    expect(removeLine('/da*ta/[x].$', '.gitignore')).toBe(String.raw`sed -i '/^\/da\*ta\/\[x\]\.\$$/d' .gitignore`)
  })

  test('a text is replaced, and characters of replacements stand for themselves', () => {
    expect(replaceText('/a.b', 'c&d', 'dvc.yaml')).toBe(String.raw`sed -i 's/\/a\.b/c\&d/g' dvc.yaml`)
  })
})
