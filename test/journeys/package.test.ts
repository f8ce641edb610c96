import { readFileSync } from "node:fs"
import path from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { installPackage, type InstalledPackage } from "../support/installed-package.ts"
import { startHubProcess } from "../support/started-hub.ts"

const root = path.join(import.meta.dirname, "../..")

const readme = readFileSync(path.join(root, "README.md"), "utf8")

/** Verifies, decodes and encodes a webhook, as the README's example does. */
const LIBRARY_USE = `
import { findProvider, PROVIDERS } from "paidout/providers"
import type { Decoded, Provider, SourceSecrets, WebhookRequest } from "paidout/providers"

const secrets: SourceSecrets = { callback_token: ["a token of the consumer"] }
const xendit: Provider | undefined = findProvider("xendit")
const sample = xendit?.samples["payout.succeeded"]
if (!xendit || !sample) throw new Error("no xendit")

const sent = xendit.encode(sample(), secrets)
if (!sent) throw new Error("nothing encoded")
const headers = Object.fromEntries(
  Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), [value]]),
)
const request: WebhookRequest = { headers, body: sent.body }
const decoded: Decoded = xendit.decode(request)
if (decoded.outcome !== "events") throw new Error(decoded.outcome)
const [event] = decoded.events
console.log(
  JSON.stringify({
    providers: PROVIDERS.map(({ name }) => name),
    verdict: xendit.verify(request, secrets).outcome,
    stranger: xendit.verify(request, { callback_token: ["another"] }).outcome,
    status: event?.status,
    amount: event?.subject === "payout" ? event.amount?.amount.toString() : undefined,
  }),
)
`

describe("the npm package", () => {
  let installed: InstalledPackage
  beforeAll(async () => {
    installed = await installPackage()
    return () => installed.remove()
  }, 180_000)

  test("verifies, decodes and encodes as a library, without a server", async () => {
    installed.write("use.ts", LIBRARY_USE)
    const { stdout } = await installed.run(process.execPath, ["use.ts"])
    expect(JSON.parse(stdout)).toEqual({
      providers: ["pivot", "xendit", "adyen"],
      verdict: "authentic",
      stranger: "refused",
      status: "paid",
      amount: "100000000",
    })
  })

  test("brings types that a strict consumer can check, the README's example too", async () => {
    installed.write(
      "types.ts",
      `${LIBRARY_USE}\ndeclare const console: { log(text: string): void }`,
    )
    installed.write("wrong.ts", 'import { findProvider } from "paidout/providers"\nfindProvider(1)')
    const check = (file: string): Promise<unknown> =>
      installed.run(process.execPath, [
        path.join(root, "node_modules/typescript/bin/tsc"),
        ...["--noEmit", "--strict", "--target", "es2024", "--module", "nodenext"],
        ...["--types", "", file],
      ])
    await check("types.ts")
    const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
    expect(example).toContain("paidout/providers")
    installed.write("readme.ts", example)
    await check("readme.ts")
    await expect(check("wrong.ts")).rejects.toMatchObject({
      stdout: expect.stringContaining("TS2345"),
    })
  })

  test("brings the command, which runs even where the system's Node is old", async () => {
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))
    const told = await installed.run("npx", ["--no-install", "paidout", "--version"])
    expect(told.stdout).toBe(`${version}\n`)
    installed.write(
      "webhook.json",
      JSON.stringify({
        event: "PAYOUT.SUCCESS",
        data: {
          uuid: "0d6f8a5e-6f0c-4b0e-9a55-1f1f0a3c9b11",
          merchantId: "c8a1b6de-8e0f-4a51-a6d8-1c9c0b2f7a10",
          payouts: {
            referenceId: "salary-07",
            amount: { currency: "IDR", value: "275000" },
            status: "SUCCESS",
            reason: null,
          },
        },
      }),
    )
    const decoded = await installed.run("npx", [
      "--no-install",
      "paidout",
      "decode",
      "webhook.json",
    ])
    expect(decoded.stdout).toContain("275000.00 IDR")
  })
  test("runs the hub, migrations and PostgreSQL included, from a build", async () => {
    const hub = await startHubProcess(
      path.join(installed.folder, "node_modules/paidout/bin/paidout.js"),
    )
    try {
      const ready = await fetch(`${hub.url}/readyz`)
      expect(ready.status).toBe(200)
      expect(await hub.paidout("source")).toMatchObject({ exit: 0 })
      const page = await (await fetch(hub.url)).text()
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? "no script"
      const served = await fetch(`${hub.url}${script}`, { headers: { "accept-encoding": "br" } })
      expect(served.status).toBe(200)
      expect(served.headers.get("content-encoding")).toBe("br")
      expect((await hub.paidout("openapi")).output).toContain('"openapi": "3.1')
      expect(await hub.end("SIGTERM")).toBe(0)
    } finally {
      await hub.remove()
    }
  }, 60_000)
})
