/** True for `s3://bucket/key` and every other address with a scheme. */
export function isAddress(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/./i.test(path)
}

/** A text whose addresses have no user information and no query, which may hold a password or a signature. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\w:\/\/)[^/\s@'"]*@/g, '$1').replace(/(\w:\/\/[^\s'"?]*)\?[^\s'")]*/g, '$1')
}
