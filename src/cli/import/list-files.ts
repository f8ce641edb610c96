import { readdir, stat } from "node:fs/promises"
import path from "node:path"

import { CommandFailure, EXIT } from "../exit.ts"

/** How a file's name says that webhooks are kept in it. */
export type FileForm = "lines" | "json" | "body" | "http"

export interface SavedFile {
  readonly path: string
  /** As it is told: below the folder that was given. */
  readonly name: string
  readonly form: FileForm
  readonly isCompressed: boolean
  readonly bytes: number
  readonly modifiedAt: Date
}

export interface FileList {
  readonly files: readonly SavedFile[]
  /** Whose name says no form that is known. */
  readonly others: readonly string[]
}

const FORMS: Readonly<Record<string, FileForm>> = {
  ".ndjson": "lines",
  ".jsonl": "lines",
  ".json": "json",
  ".xml": "body",
  ".txt": "body",
  ".form": "body",
  ".http": "http",
}

export const KNOWN_ENDINGS = `${Object.keys(FORMS).join(", ")}, and each with .gz`

/** `2.json` comes before `10.json`. */
const NATURAL = new Intl.Collator("en", { numeric: true })

/** A file, or all files below a folder in the order of their names; hidden ones are left out. */
export async function listFiles(given: string): Promise<FileList> {
  const found = await look(given)
  if (found.isDirectory()) {
    const names = await namesBelow(given, "")
    const listed = await Promise.all(names.map((name) => savedFile(path.join(given, name), name)))
    return {
      files: listed.filter((each) => typeof each !== "string"),
      others: listed.filter((each) => typeof each === "string"),
    }
  }
  const file = await savedFile(given, path.basename(given))
  if (typeof file !== "string") return { files: [file], others: [] }
  throw new CommandFailure(EXIT.usage, `${given}: its name says no form that is known.`, {
    advice: `Known are ${KNOWN_ENDINGS}.`,
  })
}

async function namesBelow(folder: string, below: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(folder, below), { withFileTypes: true })
  const names: string[] = []
  for (const entry of entries.toSorted((a, b) => NATURAL.compare(a.name, b.name))) {
    if (entry.name.startsWith(".")) continue
    const name = path.join(below, entry.name)
    // A link to a folder may lead back to where it stands.
    if (entry.isDirectory()) names.push(...(await namesBelow(folder, name)))
    else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(folder, name)))) {
      names.push(name)
    }
  }
  return names
}

async function leadsToFile(folder: string, name: string): Promise<boolean> {
  const target = await stat(path.join(folder, name)).catch(() => undefined)
  return target?.isFile() === true
}

async function savedFile(file: string, name: string): Promise<SavedFile | string> {
  const isCompressed = name.toLowerCase().endsWith(".gz")
  const form = FORMS[path.extname(isCompressed ? name.slice(0, -3) : name).toLowerCase()]
  if (form === undefined) return name
  const { size: bytes, mtime: modifiedAt } = await look(file)
  return { path: file, name, form, isCompressed, bytes, modifiedAt }
}

async function look(file: string) {
  try {
    return await stat(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === "ENOENT" ? "there is no such file" : message
    throw new CommandFailure(EXIT.usage, `${file} cannot be read: ${why}.`)
  }
}
