/** One message that a user can see. */
export interface Message {
  /** From 1. */
  line: number
  /** `error[ID]`, `remedy`, `message`, `host.warning`, `skip`, `step`, `description` … */
  kind: string
  text: string
}

export function messagesOfTypeScript(path: string, text: string): Message[]
export function messagesOfPython(text: string): Message[]
export function allMessages(): Promise<Map<string, Message[]>>

/** A text that offers a command; `{…}` stands for a value. */
export interface Offer {
  /** Relative to the checkout, as `src/lint/lock.ts`. */
  path: string
  /** From 1. */
  line: number
  text: string
}

export function offersOfTypeScript(path: string, text: string): Omit<Offer, 'path'>[]
export function allOffers(): Promise<Offer[]>
