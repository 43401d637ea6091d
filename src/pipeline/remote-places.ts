/** The remotes of a committed configuration by name, as DVC reads them. */
export type RemotePlaces = Readonly<Record<string, RemotePlace>>

export interface RemotePlace {
  /** Address without credentials, then each option that decides where requests go; empty for a folder. */
  place: string
  /** Options that no committed file gives it, such as those of `remote-config`. */
  added: string[]
}

/** A remote of a change that is in another place than the base says. */
export interface MovedRemote {
  name: string
  place: string
  /** Place of the base; absent where the base has no such remote. */
  before?: string
  /** Where its credentials come from, as a message names them; empty where none is set. */
  credentials: string[]
}

export interface PlacesQuestion {
  head: RemotePlaces
  base: RemotePlaces
  /** Places that the base accepts besides its own. */
  accepted: readonly string[]
  /** Names of the options in `remote-config`. */
  given: readonly string[]
  isCredential: (option: string) => boolean
  /** Variables with credentials for a scheme. */
  variables: (scheme: string) => string[]
}

/**
 * The remotes that a change moves, sorted by name. A credential may go to a place where the base sends it too, under any
 * name of the remote.
 */
export function movedRemotes({ head, base, accepted, given, isCredential, variables }: PlacesQuestion): MovedRemote[] {
  return Object.entries(head)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, { place, added }]): MovedRemote[] => {
      if (place === '' || accepted.includes(place)) return []
      const there = Object.values(base).filter((each) => each.place === place)
      const credentials = [
        ...added
          .filter((option) => isCredential(option) && !there.some((each) => each.added.includes(option)))
          .map(
            (option) => `\`${option}\` ${given.includes(option) ? 'of `remote-config`' : 'of a file outside of Git'}`,
          ),
        ...(there.length > 0 ? [] : variables(schemeOf(place))),
      ]
      const before = base[name]?.place
      if (there.length > 0 && credentials.length === 0) return []
      return [{ name, place, ...(before === undefined || before === place ? {} : { before }), credentials }]
    })
}

/** The scheme of a place or an address, in lower case. */
export function schemeOf(place: string): string {
  return (/^([a-z][a-z0-9+.-]*):\/\//i.exec(place)?.[1] ?? '').toLowerCase()
}

/** Scheme, host or bucket, and port of an address, without an account; undefined for another text. */
export function addressOf(text: string): string | undefined {
  const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/\\?#]*@)?([^/\\?#@\s'"]+)/i.exec(text) ?? []
  return scheme === undefined || host === undefined ? undefined : `${scheme}://${host}`.toLowerCase()
}

/** The words of a text that are URLs, as they stand there. */
export function urlsIn(text: string): string[] {
  return text.match(/[a-z][a-z0-9+.-]*:\/\/[^\s'",}\]]+/gi) ?? []
}

/** Each address in a text, as `addressOf` gives it. */
export function addressesIn(text: string): Set<string> {
  return new Set(urlsIn(text).flatMap((url) => addressOf(url) ?? []))
}
