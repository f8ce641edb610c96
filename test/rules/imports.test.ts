import { describe, expect, test } from "vitest"
import { importsOf, programFiles, roomOf, type Import } from "./imports.ts"
import { codeOf } from "./sources.ts"

const RECORDS = ["inbox", "ledger", "delivery", "reconcile", "merchants", "mail", "people"]
const BELOW_HTTP = ["pipeline", ...RECORDS, "providers", "payout", "postgres"]

/** Who may import whom, besides itself and the leaves (ARCHITECTURE.md, "Rooms"). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  leaf: [],
  payout: [],
  providers: ["payout"],
  postgres: [],
  ...Object.fromEntries(RECORDS.map((room) => [room, ["payout", "postgres"]])),
  pipeline: [...RECORDS, "providers", "payout", "postgres"],
  sandbox: ["payout", "providers", "delivery", "postgres"],
  http: [...BELOW_HTTP, "sandbox"],
  cli: [...BELOW_HTTP, "sandbox", "http", "app", "processes"],
  processes: ["pipeline", "postgres", "app"],
  app: [...BELOW_HTTP, "sandbox", "http"],
}

const PURE_ROOMS = /^(payout|providers)(\/|$)/
const PURE_PACKAGES = ["node:crypto", "fast-xml-parser"]

const imports = programFiles.flatMap(importsOf)
const inside = imports.filter(({ to }) => to.startsWith("src/"))
const outside = imports.filter(({ to }) => !/^(src|test|migrations)\/|^[^/]+\.json$/.test(to))

const written = (list: readonly Import[]): readonly string[] =>
  list.map(({ from, to }) => `${from} imports ${to}`)

describe("imports", () => {
  test("every room is in the table", () => {
    const rooms = new Set(programFiles.map((file) => roomOf(file).replace(/\/.*/, "")))
    expect([...rooms].filter((room) => MAY_IMPORT[room] === undefined)).toEqual([])
  })

  test("a room imports only what the table allows", () => {
    const wrong = inside.filter(({ from, to }) => {
      const [own, other] = [roomOf(from), roomOf(to)]
      if (own === other || other === "leaf") return false
      const [ownRoom = "", otherRoom = ""] = [own, other].map((room) => room.replace(/\/.*/, ""))
      if (ownRoom === "providers" && otherRoom === "providers") return false
      return !(MAY_IMPORT[ownRoom] ?? []).includes(otherRoom)
    })
    expect(written(wrong)).toEqual([])
  })

  test("a provider imports no other provider, and only the list imports a provider", () => {
    const wrong = inside.filter(({ from, to }) => {
      const other = roomOf(to)
      return (
        other.startsWith("providers/") &&
        roomOf(from) !== other &&
        !(from === "src/providers/index.ts" && to === `src/${other}/index.ts`)
      )
    })
    expect(written(wrong)).toEqual([])
  })

  test("a program file imports no test", () => {
    expect(written(imports.filter(({ to }) => /^test\/|\.test\.ts$/.test(to)))).toEqual([])
  })

  test("payout and providers are pure: only a provider's client does I/O", () => {
    const wrong = outside.filter(
      ({ from, to }) =>
        PURE_ROOMS.test(roomOf(from)) &&
        !from.endsWith("/client.ts") &&
        !PURE_PACKAGES.includes(to),
    )
    expect(written(wrong)).toEqual([])
  })

  test("only postgres imports pg, only http and app import fastify", () => {
    const wrong = outside.filter(
      ({ from, to }) =>
        (/^pg(\/|$)/.test(to) && roomOf(from) !== "postgres") ||
        (/^@?fastify/.test(to) && !["http", "app"].includes(roomOf(from))),
    )
    expect(written(wrong)).toEqual([])
  })

  test("http and cli contain no SQL", () => {
    const statement =
      /\b(insert into|delete from|update \w+\s+set|select\b[\s\S]{1,400}?\bfrom)\s+\w/
    const wrong = programFiles.filter(
      (file) => ["http", "cli"].includes(roomOf(file)) && statement.test(codeOf(file)),
    )
    expect(wrong).toEqual([])
  })

  test("no file imports itself through others", () => {
    expect(cycles(inside)).toEqual([])
  })
})

function cycles(edges: readonly Import[]): readonly string[] {
  const targets = Map.groupBy(edges, ({ from }) => from)
  const found: string[] = []
  const finished = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" → "))
    if (path.includes(file) || finished.has(file)) return
    for (const { to } of targets.get(file) ?? []) visit(to, [...path, file])
    finished.add(file)
  }
  for (const file of targets.keys()) visit(file, [])
  return found
}
