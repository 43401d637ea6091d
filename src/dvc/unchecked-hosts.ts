import type { UncheckedHost } from './engine-protocol.js'

/** Tells each SSH host once whose key was not checked, with the line that makes the run check it. */
export function uncheckedTeller(say: (text: string) => void): (found: UncheckedHost) => void {
  const told = new Set<string>()
  return ({ host, fingerprint }) => {
    if (told.has(host)) return
    told.add(host)
    say(
      `The host key of ${host} is not checked: no known_hosts has it. It is ${fingerprint}. To check it, compare it with the key of the server, and set \`ssh-known-hosts\` to the output of \`ssh-keyscan ${keyscanArguments(host)}\`.`,
    )
  }
}

/** `[host]:port` of known_hosts as arguments of ssh-keyscan(1). */
export function keyscanArguments(host: string): string {
  const [, name, port] = /^\[(.+)\]:(\d+)$/.exec(host) ?? []
  return name === undefined || port === undefined ? host : `-p ${port} ${name}`
}
