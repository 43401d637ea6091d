import { styleText } from 'node:util'
import type { Tone } from './section.js'

const STYLES: Record<Tone, Parameters<typeof styleText>[0] | undefined> = {
  bad: 'red',
  warn: 'yellow',
  good: 'green',
  plain: undefined,
}

/** Text in the colour of its tone. The caller decides on colours, never Node's own test of stdout. */
export function paint(text: string, tone: Tone | 'dim' | 'bold', colour: boolean): string {
  const style = tone === 'dim' || tone === 'bold' ? tone : STYLES[tone]
  return colour && style && text ? styleText(style, text, { validateStream: false }) : text
}
