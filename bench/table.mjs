import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lab } from '../scripts/lab/paths.mjs'

const PAGE = join(lab.root, 'docs', 'benchmarks.md')
const [BEGIN, END] = ['<!-- measured: `npm run bench -- --write` puts it here -->', '<!-- end of what was measured -->']

export const HEAD = '| work | against | dvc-ci | ratio | at most |\n|---|---|---|---|---|'

export const shown = (seconds) => `${seconds.toFixed(2)} s`

/** A row of the table, and whether its bar is kept. */
export function row(work, theirs, ours, bar) {
  const ratio = ours / theirs
  return { cells: [work, shown(theirs), shown(ours), ratio.toFixed(2), String(bar)], held: ratio <= bar }
}

/** The same where the other way was ended before it was done. */
export function bounded(work, theirs, ours, bar) {
  const { cells, held } = row(work, theirs, ours, bar)
  if (!held) return { cells, held }
  const [name, seconds, own, ratio, most] = cells
  return { cells: [name, `more than ${seconds}`, own, `less than ${ratio}`, most], held }
}

/** A row as Markdown. */
export const line = ({ cells }) => `| ${cells.join(' | ')} |`

/** What it was measured on, and how, in two sentences. @param rounds of each row */
export async function machine(rounds) {
  const version = async (command, ...args) =>
    (await promisify(execFile)(command, args)).stdout.trim().replace(/^\D*/, '')
  const [git, python] = await Promise.all([version('git', '--version'), version(lab.pythonBin('dvc'), '--version')])
  return `Measured on ${cpus().length} cores with ${Math.round(totalmem() / 2 ** 30)} GB of memory (${process.platform}, ${process.arch}): Node ${process.versions.node}, Python ${python}, DVC ${lab.versions.dvc}, git ${git}, act ${lab.versions.act}. ${rounds === 1 ? 'One round' : `${rounds} rounds`}, five at least of digits; load of the machine before: ${loadavg()[0].toFixed(1)}.`
}

/** Puts a table into the documentation, in place of the one before. */
export async function write(text) {
  const page = await readFile(PAGE, 'utf8')
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || to < from)
    throw new Error(`docs/benchmarks.md lacks the lines ${BEGIN} and ${END}, between which the table stands.`)
  await writeFile(PAGE, `${page.slice(0, from)}${BEGIN}\n${text}\n${page.slice(to)}`)
}
