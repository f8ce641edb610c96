import { createServer } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { describe, expect, test } from "vitest"
import { capturedTerminal } from "../../test/support/captured-terminal.ts"
import { run } from "./run.ts"

describe("usage", () => {
  test.each([
    { words: ["payuots"], says: "Did you mean payouts?" },
    { words: ["payouts", "po_1"], says: "See: paidout payouts list --help" },
    { words: ["decode"], says: "missing required argument" },
    { words: ["decode", "no-such-file"], says: "cannot be read: there is no such file" },
    { words: ["verify", "-", "--secret", "justvalue"], says: "kind=value" },
    { words: ["verify", "-"], says: "--secret" },
    { words: ["decode", "-", "--header", "novalue"], says: "name: value" },
    { words: ["decode", "-", "--provider", "stripe"], says: "pivot, xendit, adyen" },
    { words: ["trigger", "pivot", "payout.nothing"], says: "payout.success" },
    { words: ["trigger", "pivot", "payout.success", "--count", "0"], says: "--count" },
    { words: ["source", "add", "xendit"], says: "--secret callback_token=" },
  ])("$words is wrong usage: exit 2, and it says how", async ({ words, says }) => {
    const terminal = capturedTerminal()
    expect(await run(words, terminal)).toBe(2)
    expect(terminal.errors()).toContain(says)
    expect(terminal.output()).toBe("")
  })

  test("--help and --version go to the output and end with 0", async () => {
    const terminal = capturedTerminal()
    expect(await run(["--version"], terminal)).toBe(0)
    expect(terminal.output()).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(await run(["--help"], terminal)).toBe(0)
    expect(terminal.output()).toContain("trigger")
    expect(await run(["help", "source"], terminal)).toBe(0)
    expect(terminal.output()).toContain("Usage: paidout source")
    expect(terminal.errors()).toBe("")
  })

  test("trigger --list names the provider's samples", async () => {
    const terminal = capturedTerminal()
    expect(await run(["trigger", "adyen", "--list"], terminal)).toBe(0)
    expect(terminal.output().split("\n")).toContain("paidout.reversed")
  })

  test("secrets in the environment that are no JSON are refused without repeating them", async () => {
    const environment = { PAIDOUT_SOURCE_SECRETS: "hunter2" }
    const terminal = capturedTerminal({ environment })
    expect(await run(["verify", "-"], terminal)).toBe(2)
    expect(terminal.errors()).not.toContain("hunter2")
  })
})

test.each(["start", "migrate"])(
  "%s without its database: exit 1, and what to check",
  async (word) => {
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    server.close()
    const terminal = capturedTerminal({
      environment: {
        DATABASE_URL: `postgres://paidout:hunter2@127.0.0.1:${port}/paidout`,
        PAIDOUT_SECRET_KEY: "sixteen characters",
        PORT: "0",
        LOG_LEVEL: "silent",
      },
    })
    expect(await run([word], terminal)).toBe(1)
    expect(terminal.errors()).toContain("ECONNREFUSED")
    expect(terminal.errors()).toContain("(database_unavailable)\nCheck DATABASE_URL")
    expect(terminal.errors()).not.toContain("hunter2")
    expect(terminal.errors()).not.toContain("at async")
  },
)

describe("talking to a hub", () => {
  const environment = { PAIDOUT_API_KEY: "key-of-sixteen-characters" }

  test("a hub that does not run: exit 1, and how to start one", async () => {
    const terminal = capturedTerminal({ environment: { ...environment, PORT: "1" } })
    expect(await run(["payouts"], terminal)).toBe(1)
    expect(terminal.errors()).toContain("http://127.0.0.1:1")
    expect(terminal.errors()).toContain("paidout start")
  })

  test("no API key: exit 1, and where it would be", async () => {
    const terminal = capturedTerminal({ environment: { DATA_DIR: "/nonexistent" } })
    expect(await run(["payouts"], terminal)).toBe(1)
    expect(terminal.errors()).toContain("/nonexistent/api-key")
  })

  test("what answers in other words than the API's is not taken for a hub", async () => {
    const server = createServer((_, response) => response.end("<html>")).listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    const terminal = capturedTerminal({
      environment: { ...environment, PAIDOUT_URL: `http://127.0.0.1:${port}/` },
    })
    expect(await run(["payouts"], terminal)).toBe(1)
    expect(terminal.errors()).toContain("Is that address a Paidout hub?")
    server.close()
  })
})
