import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'

/** What an attack came to. */
export interface Figure {
  attack: string
  promises: readonly number[]
  seed: number
  cases: number
  broken: number
  seconds: number
}

export const HEAD = ['| attack | promises | seed | cases | broken | seconds |', '|---|---|---|---|---|---|']
const PAGE = join(lab.root, 'docs', 'reliability.md')
const [BEGIN, END] = ['<!-- measured: `npm run faults -- --write` puts it here -->\n', '\n<!-- /measured -->']

export function rowOf({ attack, promises, seed, cases, broken, seconds }: Figure): string {
  return `| ${attack} | ${promises.join(', ')} | ${seed} | ${cases} | ${broken} | ${seconds} |`
}

/** Puts rows into docs/reliability.md. A row replaces that of the same attack; the others stay. */
export async function writeFigures(figures: readonly Figure[]): Promise<void> {
  const text = await readFile(PAGE, 'utf8')
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)]
  if (from < BEGIN.length || to < from) throw new Error(`${PAGE} has no place for the figures`)
  const known = new Map(
    text
      .slice(from, to)
      .split('\n')
      .slice(HEAD.length)
      .map((row) => [row.split(' ')[1], row] as const),
  )
  for (const figure of figures) known.set(figure.attack, rowOf(figure))
  await writeFile(PAGE, `${text.slice(0, from)}${[...HEAD, ...known.values()].join('\n')}${text.slice(to)}`)
}
