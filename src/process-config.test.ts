import { expect, test } from "vitest"

import { readProcessConfig } from "./process-config.ts"
import { ROLES } from "./roles.ts"

test("by default a hub is one process that does everything and does not wait at its end", () => {
  expect(readProcessConfig({})).toEqual({ workers: 1, roles: ROLES, drainMs: 0 })
  expect(readProcessConfig({ WORKERS: " ", ROLES: "", DRAIN_SECONDS: "" }).workers).toBe(1)
})

test("roles are read with their spaces, in any order, each once", () => {
  expect(readProcessConfig({ ROLES: "deliver, settle,settle" }).roles).toEqual([
    "settle",
    "deliver",
  ])
})

test.each([
  [{ WORKERS: "0" }, "WORKERS takes a whole number from 1 to 32"],
  [{ WORKERS: "33" }, "WORKERS"],
  [{ WORKERS: "2.5" }, "WORKERS"],
  [{ DRAIN_SECONDS: "-1" }, "DRAIN_SECONDS takes a whole number from 0 to 300"],
  [{ ROLES: "recieve" }, '"recieve" is none'],
  [{ ROLES: "receive,,http" }, "ROLES takes some of receive,settle,"],
])("%o is refused, naming what it takes", (environment, message) => {
  expect(() => readProcessConfig(environment)).toThrow(
    expect.objectContaining({
      code: "config_invalid",
      message: expect.stringContaining(message) as string,
    }),
  )
})
