/**
 * Whether a JSON text has more values inside each other than a number. It reads each character once, and builds nothing.
 */
export function isTooDeep(text: string, most: number): boolean {
  let [depth, inText] = [0, false]
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (inText) {
      if (character === '\\') index++
      else if (character === '"') inText = false
    } else if (character === '"') inText = true
    else if (character === '[' || character === '{') {
      if (++depth > most) return true
    } else if (character === ']' || character === '}') depth--
  }
  return false
}
