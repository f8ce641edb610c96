import { readFileSync } from "node:fs"
import path from "node:path"

const root = path.join(import.meta.dirname, "..")

/**
 * The script behind an installed command, to be run by this very Node: the commands' own first
 * line asks the PATH, where an older Node may come first.
 */
export function programPath(packageName: string, command: string = packageName): string {
  const folder = path.join(root, "node_modules", packageName)
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    bin: string | Readonly<Record<string, string>>
  }
  const script = typeof bin === "string" ? bin : bin[command]
  if (script === undefined) throw new Error(`${packageName} has no command ${command}`)
  return path.join(folder, script)
}

export { root }
