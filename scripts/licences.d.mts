/** Everything that the licences of bundled packages want to be told, as a text. */
export function licenceTexts(root: string, files: readonly string[]): Promise<string>
