import * as z from 'zod'

/** The answer of the query `surroundings`. */
export const surroundingsAnswer = z.object({
  python: z.object({ version: z.string(), executable: z.string() }),
  remotes: z.array(
    z.object({
      name: z.string(),
      /** Empty for a folder. */
      protocol: z.string(),
      /** Without credentials. */
      url: z.string(),
      /** The extra of DVC; null where DVC itself is enough. */
      extra: z.string().nullable(),
      /** Packages of the extra that cannot be imported. */
      lacking: z.array(z.string()),
      /** An HTTP address of its server, without credentials. */
      address: z.string().nullable(),
    }),
  ),
  cache: z.object({
    path: z.string(),
    /** Link types of the configuration, in their order. */
    types: z.array(z.string()),
    /** Link types from the cache to the workspace that work. */
    works: z.array(z.string()),
    /** Whether cache and workspace are on one file system. */
    sameFileSystem: z.boolean().nullable(),
    /** Why nothing can be written to the cache. */
    reason: z.string().nullable(),
  }),
})

/** The answer of the query `identity`. */
export const identityAnswer = z.array(
  z.object({
    name: z.string(),
    who: z.string().nullable(),
    /** Where the credentials come from. */
    how: z.string().nullable(),
    /** What could not be found out. */
    note: z.string().nullable(),
  }),
)

/** The interpreter of DVC, the packages that its remotes need, and its cache. */
export type Surroundings = z.infer<typeof surroundingsAnswer>

/** The account of a remote's credentials. It has no secret. */
export type Identity = z.infer<typeof identityAnswer>[number]
