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
