import type { Found, Rule } from './input.js'

/** A model card into which no build can write its part: the build would end before its first stage. */
export const cardBroken: Rule = ({ card }) => {
  if (card === undefined) return []
  const { path, line, message, remedy } = card
  const found: Found = { path, message: `${path} cannot be the model card: ${message}. ${remedy}` }
  return [line === undefined ? found : { ...found, line }]
}
