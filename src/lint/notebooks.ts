import { formatBytes } from '../report/numbers.js'
import { shellWord } from '../text/shell-word.js'
import { isInstalled } from './environments.js'
import type { Found, Rule } from './input.js'

/** Characters of JSON. Tables and a small picture are below it: they are often the purpose of the notebook. */
const LARGE_OUTPUTS = 100 * 1024

/** Notebooks with more than 100 KiB of outputs: pictures and tables of data that change with every run. */
export const notebookOutputs: Rule = (input) => {
  const tracked = new Set(input.tracked.map(({ path }) => path))
  return [...input.texts].flatMap(([path, text]): Found[] => {
    if (!path.endsWith('.ipynb') || !tracked.has(path) || isInstalled(path)) return []
    const { cells, size } = outputsIn(text)
    if (size < LARGE_OUTPUTS) return []
    return [
      {
        path,
        fix: `jupyter nbconvert --clear-output --inplace ${shellWord(path)} && git add -- ${shellWord(path)}`,
        message: `${path} has ${formatBytes(size)} of outputs in ${cells} cell${cells === 1 ? '' : 's'}: each run changes them, a reviewer cannot read them, and they may contain data.`,
      },
    ]
  })
}

/** The number of cells with outputs and the size of these; undefined for a text that is no notebook. */
function outputsIn(text: string): { cells: number; size: number } {
  let notebook: unknown
  try {
    notebook = JSON.parse(text)
  } catch {
    return { cells: 0, size: 0 }
  }
  const cells =
    typeof notebook === 'object' && notebook !== null && 'cells' in notebook && Array.isArray(notebook.cells)
      ? (notebook.cells as unknown[])
      : []
  const sizes = cells.flatMap((cell) => {
    const outputs = typeof cell === 'object' && cell !== null && 'outputs' in cell ? cell.outputs : undefined
    return Array.isArray(outputs) && outputs.length > 0 ? [JSON.stringify(outputs).length] : []
  })
  return { cells: sizes.length, size: sizes.reduce((total, size) => total + size, 0) }
}
