/** An S3 server on this machine that refuses wrong credentials. */
export interface S3Server {
  endpoint: string
  accessKey: string
  secretKey: string
  stop: () => Promise<void>
}

/** Starts a server whose one bucket is a folder. @param directory a folder of the caller's own */
export function startS3(directory: string, bucket: string): Promise<S3Server>
