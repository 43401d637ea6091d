/** Azurite at the address of the cloud, over TLS, for clients with the token of a login. */
export interface AzureCloud {
  url: (prefix: string) => string
  /** Name of the account. */
  account: string
  /** A file with the answer of `az account get-access-token`. */
  token: string
  /** The proxy that leads to the server, and the certificate to trust. */
  variables: Readonly<Record<string, string>>
  put: (path: string, bytes: Uint8Array) => Promise<void>
  stop: () => Promise<void>
}

/** @param directory a folder of the caller's own */
export function startAzureCloud(directory: string): Promise<AzureCloud>
