/** Makes the style sheet, the script and the charts of the HTML page in a folder. */
export function buildPage(root: string, outdir: string): Promise<string[]>
