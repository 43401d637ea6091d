export function packagesOf(text: string): string[]
export function renderRequirements(text: string, answer: string): string
