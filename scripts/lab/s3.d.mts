/** An S3 server on this machine that refuses wrong credentials. */
export interface S3Server {
  endpoint: string
  accessKey: string
  secretKey: string
  /** A user that can only read the bucket. */
  reader?: { accessKey: string; secretKey: string }
  stop: () => Promise<void>
}

/**
 * Starts a server whose one bucket is a folder.
 * @param directory a folder of the caller's own
 * @param withReader true for a second user that can only read
 */
export function startS3(directory: string, bucket: string, withReader?: boolean): Promise<S3Server>
