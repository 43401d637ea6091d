const SYMBOLS: Readonly<Record<string, string>> = {
  '✓': 'ok',
  '✗': 'X',
  '…': '...',
  '·': '-',
  '→': '->',
  '↑': '',
  '↓': '',
  '−': '-',
  '’': "'",
}
const ANY = new RegExp(`[${Object.keys(SYMBOLS).join('')}]`, 'g')

/**
 * True where the locale of a terminal names a character set other than UTF-8 (locale(7): LC_ALL, LC_CTYPE, LANG). Without a locale it is
 * unknown, and most terminals read UTF-8.
 */
export function isNotUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((each) => each !== undefined && each !== '')
  return locale !== undefined && !/utf-?8/i.test(locale)
}

/** The text with dvc-ci's own symbols as ASCII. Names of users stay as they are. */
export function plainSymbols(text: string): string {
  return text.replace(ANY, (symbol) => SYMBOLS[symbol] ?? symbol)
}
