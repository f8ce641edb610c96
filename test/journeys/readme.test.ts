import { execFile, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import path from "node:path"
import { promisify } from "node:util"
import { beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const readme = readFileSync(path.join(import.meta.dirname, "../../README.md"), "utf8")
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block)
const [, receiver = ""] = /```js\n([\s\S]*?)```/.exec(readme) ?? []
const run = promisify(execFile)

const curlInstalled = spawnSync("curl", ["--version"]).status === 0

describe("the README", () => {
  let hub: StartedHub
  beforeAll(async () => {
    hub = await startHubProcess()
    return () => hub.remove()
  }, 60_000)

  test("says commands of the quick start that work", async () => {
    const commands = blocks
      .flatMap((block) => block.split("\n"))
      .filter((line) => /^npx paidout (source|trigger|payouts)[^…]*$/.test(line))
      .map((line) => line.split(" ").slice(2))
    expect(commands.length).toBeGreaterThan(6)
    for (const words of commands) {
      expect(await hub.paidout(...words), words.join(" ")).toMatchObject({ exit: 0, errors: "" })
    }
    await expect
      .poll(() => hub.paidout("payouts"))
      .toMatchObject({
        output: expect.stringMatching(/adyen[\s\S]*pivot[\s\S]*xendit/),
      })
  })

  test.skipIf(!curlInstalled)("says webhooks by hand that are taken and understood", async () => {
    const adyen = ["--secret", "basic_username=adyen", "--secret"]
    const ids = [
      await idOfSource("xendit", "--secret", "callback_token=a-token-of-your-own"),
      await idOfSource("pivot", "--secret", "callback_api_key=a-key-of-your-own"),
      await idOfSource("adyen", ...adyen, "basic_password=a-password-of-your-own"),
    ]
    const script = blocks
      .filter((block) => block.includes("curl "))
      .join("\n")
      .replaceAll("curl ", "curl --silent --fail ")
      .replaceAll("http://127.0.0.1:8080", hub.url)
      .replaceAll("src_…", () => ids.shift() ?? "none-left")
    const { stdout } = await run("bash", ["-euc", script])
    expect(ids).toEqual([])
    expect(stdout).toContain("[accepted]")
    await expect.poll(() => referencesSeen("salary-07")).toEqual(["adyen", "pivot", "xendit"])
  })

  test("says a receiver that is accepted and verifies what it is sent", async () => {
    const port = await freePort()
    const first = await startReceiver(port)
    const url = `http://127.0.0.1:${port}/webhooks`
    const added = await hub.paidout("endpoint", "add", url, "--event-types", "payout.*", "--json")
    expect(added).toMatchObject({ exit: 0, errors: "" })
    expect(first.output()).toMatch(/not verified:[^]*endpoint\.test/)
    await first.end()

    const { secret } = JSON.parse(added.output) as { secret: string }
    const second = await startReceiver(port, { WEBHOOK_SECRET: secret })
    const source = await idOfSource("xendit", "--secret", "callback_token=a-token-of-the-receiver")
    const words = ["--source", source, "--secret", "callback_token=a-token-of-the-receiver"]
    expect(await hub.paidout("trigger", "xendit", "payout.failed", ...words)).toMatchObject({
      exit: 0,
    })
    await expect.poll(second.output).toMatch(/^verified:[^]*payout\.failed/)
    const forged = await fetch(url, { method: "POST", body: "{}" })
    expect(forged.status).toBe(400)
  })

  async function idOfSource(provider: string, ...words: readonly string[]): Promise<string> {
    const added = await hub.paidout("source", "add", provider, ...words, "--json")
    return (JSON.parse(added.output) as { id: string }).id
  }

  async function referencesSeen(reference: string): Promise<readonly string[]> {
    const list = await hub.paidout("payouts", "list", "--reference", reference, "--json")
    const { data } = JSON.parse(list.output) as { data: { provider: string }[] }
    return data.map(({ provider }) => provider).toSorted()
  }
})

/** The README's receiver on another port, run by the Node that runs this. */
async function startReceiver(port: number, environment: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder()
  symlinkSync(
    path.join(import.meta.dirname, "../../node_modules"),
    path.join(folder, "node_modules"),
  )
  const listening = `server.once("listening", () => console.error("listening"))`
  writeFileSync(
    path.join(folder, "receiver.mjs"),
    `${receiver.replace("3000", String(port))}\n${listening}`,
  )
  const child = spawn(process.execPath, ["receiver.mjs"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  let output = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text))
  await once(child.stderr, "data")
  return {
    output: () => output,
    end: async () => {
      child.kill("SIGTERM")
      await once(child, "exit")
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}
