/** Signs texts of statements. */
export interface StatementSigner {
  kind: 'key' | 'sigstore'
  /**
   * Signs the text of a statement.
   * @returns the Sigstore bundle (v0.3) as JSON on one line
   * @throws {Error} the reason, as a clause
   */
  sign: (statement: string) => Promise<string>
}
