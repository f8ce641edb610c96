import { existsSync } from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import { filesBelow, root, textOf } from "./sources.ts"

const documents = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...filesBelow("docs", ".md"),
  ...filesBelow("src", ".md"),
]

/** Paths in code marks and in links: they begin with a folder or a file of the project. */
const CITED =
  /`((?:\.ci|bench|bin|docs|migrations|scripts|src|test)\/[\w./{},*-]*|[\w-]+\.(?:md|json|ts))`|\]\((?!https?:|#|mailto:)([^)#\s]+)/g

test("every path that a document cites exists", () => {
  const missing = documents.flatMap((document) =>
    [...textOf(document).matchAll(CITED)]
      .flatMap((match) => spread(match[1] ?? match[2] ?? ""))
      .filter((cited) => !existsFrom(document, cited))
      .map((cited) => `${document}: ${cited}`),
  )
  expect(missing).toEqual([])
})

/** `src/pipeline/{receive,settle}.ts` names two files; what follows a `*` is any. */
function spread(cited: string): readonly string[] {
  const [, before, names, after] = /^(.*?)\{([^}]*)\}(.*)$/.exec(cited) ?? []
  const paths =
    names === undefined ? [cited] : names.split(",").map((name) => before + name + after)
  return paths.map((one) => one.replace(/\/[^/]*\*.*$/, ""))
}

const names = new Set(["src", "test", "scripts"].flatMap((folder) => filesBelow(folder)).map(base))

/** A bare name may be that of any file; a path is from the root or from the document. */
function existsFrom(document: string, cited: string): boolean {
  if (!cited.includes("/") && names.has(cited)) return true
  return [root, path.join(root, path.dirname(document))].some((folder) =>
    existsSync(path.join(folder, cited)),
  )
}

function base(file: string): string {
  return path.basename(file)
}
