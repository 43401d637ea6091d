/**
 * The points of a line that keep its shape: largest-triangle-three-buckets (Steinarsson, "Downsampling Time Series for Visual
 * Representation", 2013). First and last point stay.
 * @param xs in ascending order
 * @param most at least 3
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
  return kept
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

/** Indices of at most `most` of `length` items, evenly distributed. */
export function thinEvenly(length: number, most: number): number[] {
  const count = Math.min(length, most)
  return Array.from({ length: count }, (_, index) => Math.floor((index * length) / count))
}
