/** One option of `.dvc/config`, a file in the format of Python's configparser. */
export interface ConfigOption {
  /** `core`, or `remote "storage"`. */
  section: string
  name: string
  value: string
  /** From 1. */
  line: number
}

/** The options of a `.dvc/config`, in their order. */
export function parseDvcConfig(text: string): ConfigOption[] {
  const options: ConfigOption[] = []
  let section = ''
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const header = /^\s*\[\s*'?(.*?)'?\s*\]\s*$/.exec(line)?.[1]
    const [, name, value] = /^\s*([^#;=[\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (header !== undefined) section = header
    else if (name !== undefined && value !== undefined)
      options.push({ section, name, value: value.replace(/^(['"])(.*)\1$/, '$2'), line: index + 1 })
  }
  return options
}

/** The name of the remote that a section configures; undefined for other sections. */
export function remoteOf(section: string): string | undefined {
  return /^remote "(.*)"$/.exec(section)?.[1]
}
