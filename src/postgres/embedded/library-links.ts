import { existsSync, readFileSync, symlinkSync } from "node:fs"
import path from "node:path"

/**
 * npm packages hold no links and npm may not run their postinstall, which would make those that
 * pg-symlinks.json lists. Makes the missing ones in a copy of the `native` folder, or in itself.
 */
export function addMissingLinks(native: string, copy: string): void {
  const file = path.join(native, "pg-symlinks.json")
  if (!existsSync(file)) return
  const links = JSON.parse(readFileSync(file, "utf8")) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(copy, path.relative("native", target))
    if (!existsSync(link)) addLink(path.basename(source), link)
  }
}

function addLink(target: string, link: string): void {
  try {
    symlinkSync(target, link)
  } catch (error) {
    // Another process made it at the same moment.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  }
}
