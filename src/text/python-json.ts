/**
 * Parses JSON as Python writes it: bare NaN and the infinities, which are no JSON, become null.
 * @throws {SyntaxError} the text is broken in another way
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Strings are matched too, so that their content stays.
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\[^])*"|-?Infinity|NaN/g, (token) => (token.startsWith('"') ? token : 'null')),
    )
  }
}
