/**
 * The points of a line that keep its shape: largest-triangle-three-buckets (Steinarsson, "Downsampling Time Series for Visual
 * Representation", 2013). The first, the last, the smallest and the largest point stay.
 * @param xs in ascending order
 * @param most at least 3; at least 4 for both extreme points
 * @returns indices in ascending order
 */
export function thinLine(xs: readonly number[], ys: readonly number[], most: number): number[] {
  const { length } = xs
  if (length <= most) return xs.map((_, index) => index)
  const kept = [0]
  const width = (length - 2) / (most - 2)
  let last = 0
  for (let bucket = 0; bucket < most - 2; bucket++) {
    const start = Math.floor(bucket * width) + 1
    const end = Math.floor((bucket + 1) * width) + 1
    const [nextX, nextY] = meanOf(xs, ys, end, Math.min(Math.floor((bucket + 2) * width) + 1, length))
    const [lastX, lastY] = [xs[last] ?? 0, ys[last] ?? 0]
    let best = start
    let largest = -1
    for (let index = start; index < end; index++) {
      const area = Math.abs((lastX - nextX) * ((ys[index] ?? 0) - lastY) - (lastX - (xs[index] ?? 0)) * (nextY - lastY))
      if (area > largest) [largest, best] = [area, index]
    }
    kept.push(best)
    last = best
  }
  kept.push(length - 1)
  return withPoints(kept, extremesOf(ys))
}

function meanOf(xs: readonly number[], ys: readonly number[], start: number, end: number): [number, number] {
  let [x, y] = [0, 0]
  for (let index = start; index < end; index++) {
    x += xs[index] ?? 0
    y += ys[index] ?? 0
  }
  const count = Math.max(1, end - start)
  return [x / count, y / count]
}

/**
 * Indices of at most `most` items, evenly distributed. The first, the last, and the smallest and the largest item of
 * each of the `values` stay.
 * @param values numbers of the items, by which a reader finds the extreme ones
 * @param most at least 2, and 2 more for each list of values
 */
export function thinEvenly(length: number, most: number, ...values: readonly (readonly number[])[]): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index)
  const even = Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / Math.max(1, most - 1)))
  return withPoints(even, values.flatMap(extremesOf))
}

/** Indices of the first smallest and the first largest number. */
function extremesOf(numbers: readonly number[]): number[] {
  let [low, high] = [0, 0]
  for (const [index, number] of numbers.entries()) {
    if (number < (numbers[low] ?? 0)) low = index
    if (number > (numbers[high] ?? 0)) high = index
  }
  return [low, high]
}

/**
 * Puts points into a selection in place of their nearest neighbours in it, which never are its ends or such points.
 * @param kept indices in ascending order
 */
function withPoints(kept: readonly number[], points: readonly number[]): number[] {
  const selected = [...kept]
  const taken = new Set([selected[0], selected.at(-1), ...points])
  for (const point of points) {
    if (selected.includes(point)) continue
    let nearest = -1
    for (const [at, index] of selected.entries()) {
      if (taken.has(index)) continue
      if (nearest < 0 || Math.abs(index - point) < Math.abs((selected[nearest] ?? 0) - point)) nearest = at
    }
    if (nearest >= 0) selected[nearest] = point
  }
  return selected.sort((one, other) => one - other)
}
