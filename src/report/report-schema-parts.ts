import * as z from 'zod'

/** How the parts of a report are read. */
export interface Reading {
  /** True: a key that this version does not know is a fault. False: it is left out. */
  strict: boolean
  /** The most entries of a list; the most characters of a name, and of a message. */
  list: number
  name: number
  message: number
}

/** One schema for each key of an interface, whose value may be absent only where the key is optional. */
export type Shape<T> = {
  [K in keyof T]-?: object extends Pick<T, K> ? z.ZodType<T[K] | undefined> : z.ZodType<T[K]>
}

/** The schemas that all parts are made of. */
export type Parts = ReturnType<typeof basicParts>

export function basicParts(reading: Reading) {
  return {
    // Parsed JSON has no keys with the value undefined, so that the result has exactly the type of the interface.
    object: <T extends object>(shape: Shape<T>) =>
      (reading.strict ? z.strictObject(shape) : z.object(shape)) as unknown as z.ZodType<T>,
    list: <T extends z.ZodType>(of: T) => z.array(of).max(reading.list),
    /** The most entries of a list or mapping. */
    most: reading.list,
    name: z.string().max(reading.name),
    message: z.string().max(reading.message),
    count: z.int().nonnegative(),
    size: z.number().nonnegative().max(Number.MAX_SAFE_INTEGER),
  }
}
