import path from "node:path"
import { codeOf, filesBelow } from "./sources.ts"

export interface Import {
  readonly from: string
  /** A path of the project, or a package's name as written. */
  readonly to: string
}

/** Hand-written files of `src` that run: no tests, no fixtures. */
export const programFiles = filesBelow("src", ".ts").filter(
  (file) => !file.endsWith(".test.ts") && !file.includes("/fixtures/"),
)

const SPECIFIER =
  /(?:^|\n)\s*(?:import|export)\s[\w\s{},*$]*?\bfrom\s*"([^"\s]+)"|\bimport\s*\(?\s*"([^"\s]+)"/g

/** What a file imports, types and dynamic imports too. */
export function importsOf(file: string): readonly Import[] {
  return [...codeOf(file).matchAll(SPECIFIER)].map((match) => {
    const specifier = match[1] ?? match[2] ?? ""
    const to = specifier.startsWith(".") ? path.join(path.dirname(file), specifier) : specifier
    return { from: file, to }
  })
}

/** `pipeline`, `providers/pivot`, `providers` for its own files, `leaf` or `app`. */
export function roomOf(file: string): string {
  const parts = file.split("/").slice(1)
  if (parts.length === 1) return parts[0] === "app.ts" ? "app" : "leaf"
  if (parts[0] === "providers" && parts.length > 2) return `providers/${parts[1]}`
  return parts[0] ?? ""
}
