import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const paidout = path.join(import.meta.dirname, "../../bin/paidout.js")

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function run(words: readonly string[], options: { readonly reads?: boolean } = {}) {
  const child = spawn(process.execPath, [paidout, ...words], {
    env: {
      PATH: process.env["PATH"],
      HOME: os.homedir(),
      DATABASE_URL: database.connectionString,
      PAIDOUT_SECRET_KEY: "a secret key of thirty-two characters",
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let errors = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text))
  if (options.reads === false) child.stdout.destroy()
  else child.stdout.resume()
  const [exit] = (await once(child, "close")) as [number | null]
  return { exit, errors }
}

test("a backup into a folder that is not there is refused in words", async () => {
  const file = path.join(temporaryFolder(), "not-there", "paidout.backup")
  const { exit, errors } = await run(["backup", file])
  expect(exit).toBe(2)
  expect(errors).toContain("cannot be written")
  expect(errors).not.toContain("    at ")
})

test("a backup that nobody reads to its end is a failure", async () => {
  const { exit, errors } = await run(["backup", "-"], { reads: false })
  expect(exit).not.toBe(0)
  expect(errors).not.toContain("rows of")
})

test("a backup that is not there is refused in words", async () => {
  const file = path.join(temporaryFolder(), "none.backup")
  const { exit, errors } = await run(["restore", file])
  expect(exit).toBe(2)
  expect(errors).toContain("cannot be read")
})

test("a folder is no backup", async () => {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, "some"), "thing")
  const { exit, errors } = await run(["restore", folder])
  expect(exit).toBe(2)
  expect(errors).toContain("is no file")
})
