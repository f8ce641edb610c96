import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

export const root = path.join(import.meta.dirname, "../..")

/** Every file below a folder of the project, as paths relative to its root, sorted. */
export function filesBelow(folder: string, ending: string = ""): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .toSorted()
}

export function textOf(file: string): string {
  return readFileSync(path.join(root, file), "utf8")
}

/** TypeScript without its comments; strings that hold `//` after a colon (URLs) stay whole. */
export function codeOf(file: string): string {
  return textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1")
}

/** SQL without its comments. */
export function sqlOf(file: string): string {
  return textOf(file).replace(/--.*$/gm, "")
}
