import { readFileSync } from 'node:fs'

const CSS = readFileSync(new URL('../../src/page/page.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = [...CSS.matchAll(/:root \{([^}]*--ground[^}]*)\}/g)].map(([, block = '']) => block)

/** The colours of a theme; what the dark one does not name is as in the light one. */
const coloursOf = (...blocks: string[]) =>
  new Map(
    blocks.flatMap((block) =>
      [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex] as const),
    ),
  )

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [least = 0, most = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (most + 0.05) / (least + 0.05)
}

/** Every text with its ground; axe does not see those of drawings. */
const PAIRS = [
  ...['ink', 'muted', 'accent', 'good', 'bad', 'warn'].flatMap((text) => [
    [text, 'card'],
    [text, 'raised'],
  ]),
  ...['good', 'bad', 'ink', 'muted'].flatMap((text) => [
    [text, 'bad-ground'],
    [text, 'warn-ground'],
  ]),
  ...['good', 'warn', 'bad', 'stale', 'data', 'frozen', 'author'].map((text) => [text, `${text}-ground`]),
]

test.each([
  ['light', coloursOf(light)],
  ['dark', coloursOf(light, dark)],
] as const)('every text has a contrast of at least 4.5 in the %s theme', (_, colours) => {
  const low = PAIRS.flatMap(([text = '', ground = '']) => {
    const [one, other] = [colours.get(text), colours.get(ground)]
    if (one === undefined || other === undefined) return [`${text} on ${ground}: unknown`]
    const ratio = contrast(one, other)
    return ratio < 4.5 ? [`${text} on ${ground}: ${ratio.toFixed(2)}`] : []
  })
  expect(low).toEqual([])
})
