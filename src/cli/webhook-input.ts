import { readFile } from "node:fs/promises"
import type { WebhookHeaders, WebhookRequest } from "../providers/provider.ts"
import { CommandFailure, EXIT } from "./exit.ts"
import type { Terminal } from "./terminal.ts"

/** A webhook as `decode` and `verify` are given it: a file, or `-` for standard input. */
export async function readWebhook(
  terminal: Terminal,
  file: string,
  headers: WebhookHeaders = {},
): Promise<WebhookRequest> {
  try {
    return { headers, body: file === "-" ? await terminal.readInput() : await readFile(file) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === "ENOENT" ? "there is no such file" : message
    throw new CommandFailure(EXIT.usage, `${file} cannot be read: ${why}.`)
  }
}

/** For `--header "name: value"`, as curl takes it; repeatable. */
export function addHeader(text: string, before: WebhookHeaders = {}): WebhookHeaders {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new CommandFailure(EXIT.usage, '--header takes "name: value".')
  }
  const key = name.toLowerCase()
  return { ...before, [key]: [...(before[key] ?? []), value] }
}
