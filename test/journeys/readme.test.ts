import { execFile, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import path from "node:path"
import { promisify } from "node:util"
import { beforeAll, describe, expect, test } from "vitest"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"

const readme = readFileSync(path.join(import.meta.dirname, "../../README.md"), "utf8")
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block)
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
      .filter((line) => /^npx paidout (source|trigger|payouts)/.test(line))
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
