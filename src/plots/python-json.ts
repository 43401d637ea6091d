/**
 * JSON as Python writes it: bare NaN and the infinities, which are no JSON, are read as null.
 * @throws {SyntaxError} the text is broken beyond that
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Strings are matched too, so that what stands in them is left alone.
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\[^])*"|-?Infinity|NaN/g, (token) => (token.startsWith('"') ? token : 'null')),
    )
  }
}
