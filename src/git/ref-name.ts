/** Characters and sequences that no name has: see git-check-ref-format(1). */
const FORBIDDEN = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{/

/** Whether Git allows the full name of a ref, such as `refs/heads/main`: as `git check-ref-format` decides. */
export function isRefName(name: string): boolean {
  const parts = name.split('/')
  const isPart = (part: string) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock')
  return parts.length > 1 && parts.every(isPart) && !name.endsWith('.') && !FORBIDDEN.test(name)
}
