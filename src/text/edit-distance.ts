// By hand: fastest-levenshtein counts a swap of two letters as two edits and takes no limit.

/**
 * Number of edits (insert, delete, replace, swap of neighbours) that turn one text into the other. If it is above
 * `limit`, the result is some number above `limit`.
 * @param from at most 250 UTF-16 units, like `to`
 */
export function editDistance(from: string, to: string, limit = Infinity): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1
  let [before, row, next] = [
    new Uint8Array(to.length + 1),
    Uint8Array.from({ length: to.length + 1 }, (_, index) => index),
    new Uint8Array(to.length + 1),
  ]
  for (let i = 1; i <= from.length; i++) {
    const [char, last] = [from.charCodeAt(i - 1), from.charCodeAt(i - 2)]
    let left = i
    let fewest = i
    next[0] = i
    for (let j = 1; j <= to.length; j++) {
      const other = to.charCodeAt(j - 1)
      const replaced = (row[j - 1] ?? 0) + (char === other ? 0 : 1)
      const removed = (row[j] ?? 0) + 1
      left = left + 1 < replaced ? left + 1 : replaced
      if (removed < left) left = removed
      if (i > 1 && j > 1 && char === to.charCodeAt(j - 2) && last === other)
        left = Math.min(left, (before[j - 2] ?? 0) + 1)
      if (left < fewest) fewest = left
      next[j] = left
    }
    // A swap depends on the last two rows, so one row above the limit is not enough to stop.
    if (fewest > limit + 1) return limit + 1
    ;[before, row, next] = [row, next, before]
  }
  return row[to.length] ?? 0
}
