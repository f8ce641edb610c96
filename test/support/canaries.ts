import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

/**
 * Secrets that can be told from any other text. Found as they are, in base64 at any offset, in hex
 * (either case) and URL-encoded; they hold `+` and `/`, so that the last two differ from the first.
 */
export type Canaries = Readonly<Record<string, string>>

export function newCanary(name: string): string {
  return `CNRY+${name}/${Math.random().toString(36).slice(2, 14).padEnd(12, "x")}`
}

/** Which of them stand in the text, and how; nothing where none does. */
export function canariesIn(text: string, canaries: Canaries): readonly string[] {
  return Object.entries(canaries).flatMap(([name, canary]) =>
    writingsOf(canary).flatMap(([how, written]) => {
      const at = text.indexOf(written)
      if (at < 0) return []
      return [`${name} ${how}: …${text.slice(Math.max(0, at - 80), at)}…`]
    }),
  )
}

/** The same in every file below a folder, but those named. */
export function canariesInFiles(
  folder: string,
  canaries: Canaries,
  except: readonly string[] = [],
): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !except.includes(entry.name))
    .flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      const found = canariesIn(readFileSync(file, "latin1"), canaries)
      return found.map((each) => `${path.relative(folder, file)}: ${each}`)
    })
}

function writingsOf(canary: string): readonly (readonly [how: string, written: string])[] {
  const bytes = Buffer.from(canary)
  const hex = bytes.toString("hex")
  return [
    ["as it is", canary],
    ["URL-encoded", encodeURIComponent(canary)],
    ["in hex", hex],
    ["in HEX", hex.toUpperCase()],
    ...[0, 1, 2].flatMap((offset) => {
      // Without the ends, which also depend on what stands before and behind.
      const inner = Buffer.concat([Buffer.alloc(offset), bytes]).subarray(offset === 0 ? 0 : 3)
      const whole = inner.subarray(0, inner.length - (inner.length % 3))
      return [
        ["in base64", whole.toString("base64")] as const,
        ["in base64url", whole.toString("base64url")] as const,
      ]
    }),
  ]
}
