import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { promisify } from "node:util"
import { beforeAll, describe, expect, test } from "vitest"
import { run } from "../../src/cli/run.ts"
import { PROVIDERS } from "../../src/providers/index.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"

const SECRETS: Readonly<Record<string, string>> = {
  pivot: "callback_api_key=a-key-of-the-journey",
  xendit: "callback_token=a-token-of-the-journey",
  adyen: "hmac_key=44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
}

const SAMPLES = [
  { provider: "pivot", event: "payout.success", status: "paid", amount: "150000.00 IDR" },
  { provider: "xendit", event: "payout.failed", status: "failed", amount: "10000.00 IDR" },
  { provider: "adyen", event: "payout.decline", status: "cancelled", amount: "125.00 EUR" },
]

describe("the command line beside a running hub", () => {
  let hub: StartedHub
  beforeAll(async () => {
    hub = await startHubProcess()
    return () => hub.remove()
  }, 60_000)

  test("start says where it receives, where its API is and what its key is", () => {
    expect(hub.greeting).toContain(`${hub.url}/in/<source id>`)
    expect(hub.greeting).toContain(`${hub.url}/docs`)
    expect(hub.greeting).toMatch(/API key +\S{16,} \(new; also in .*api-key\)/)
  })

  test("a second start on the same folder is refused with its code", async () => {
    const second = await hub.paidout("start")
    expect(second.exit).toBe(1)
    expect(second.errors).toContain("(data_dir_in_use)")
    expect(second.errors).toContain("DATA_DIR")
  })

  test.each(SAMPLES)(
    "$provider: a source, a signed webhook, a payout that is $status",
    async (of) => {
      const { provider, event, status, amount } = of
      const secret = SECRETS[provider] ?? ""
      const added = await hub.paidout("source", "add", provider, "--secret", secret)
      expect(added).toMatchObject({ exit: 0, errors: "" })
      expect(added.output).toContain(`${hub.url}/in/src_`)

      const reference = `journey-${provider}`
      const sent = await hub.paidout(
        ...["trigger", provider, event, "--secret", secret, "--reference", reference, "--json"],
      )
      expect(sent).toMatchObject({ exit: 0, errors: "" })
      expect(JSON.parse(sent.output)).toMatchObject({ sent: [{ reference, status: 200 }] })

      await expect
        .poll(() => hub.paidout("payouts", "--reference", reference))
        .toMatchObject({
          exit: 0,
          output: expect.stringMatching(new RegExp(`po_\\w+ +${status} .*${amount} +${provider}`)),
        })
      const list = await hub.paidout("payouts", "list", "--reference", reference, "--json")
      const { data } = JSON.parse(list.output) as { data: { id: string }[] }
      const shown = await hub.paidout("payouts", "show", data[0]?.id ?? "")
      expect(shown.output).toMatch(new RegExp(`true +${status} `))
    },
  )

  test("what a person must act on is listed, shown, and acted on", async () => {
    const list = await hub.paidout("attention", "--kind", "failed", "--json")
    const [item] = (JSON.parse(list.output) as { data: { id: string }[] }).data
    const id = item?.id ?? ""
    expect((await hub.paidout("attention")).output).toMatch(new RegExp(`${id} +failed +po_`))
    expect((await hub.paidout("attention", id)).output).toMatch(/acknowledge +I have seen to it/)
    const refused = await hub.paidout("attention", id, "retried")
    expect(refused.exit).toBe(1)
    expect(refused.errors).toContain("(attention_action_refused)")
    const done = await hub.paidout("attention", id, "acknowledge", "--reason", "told the payee")
    expect(done).toEqual({
      ...{ exit: 0, errors: "" },
      output: `Done, acknowledge of ${id}: it is closed.\n`,
    })
    const closed = await hub.paidout("attention", "list", "--state", "closed", "--json")
    expect(closed.exit).toBe(1)
    const all = await hub.paidout("attention", "--state", "closed", "--json")
    expect(JSON.parse(all.output)).toMatchObject({
      data: [{ id, closed_because: "acknowledge: told the payee" }],
    })
  })

  test("every sample of every provider is accepted and settles", async () => {
    const paidout = async (...words: readonly string[]): Promise<string> => {
      const terminal = capturedTerminal({ environment: hub.environment })
      expect(await run(words, terminal), `${words.join(" ")}: ${terminal.errors()}`).toBe(0)
      return terminal.output()
    }
    for (const { name, samples } of PROVIDERS) {
      for (const sample of Object.keys(samples)) {
        await paidout("trigger", name, sample, "--secret", SECRETS[name] ?? "")
      }
    }
    const unsettled = async (): Promise<readonly { readonly state: string }[]> => {
      const { data } = JSON.parse(await paidout("messages", "--json", "--limit", "100"))
      return data.filter(({ state }: { readonly state: string }) => state !== "settled")
    }
    await expect.poll(unsettled).toEqual([])
  })

  test("a webhook without its secret is quarantined, and released on a person's word", async () => {
    const sent = await hub.paidout(
      "trigger",
      "xendit",
      "payout.reversed",
      "--reference",
      "unsigned",
    )
    expect(sent.exit).toBe(1)
    expect(sent.errors).toContain("--secret callback_token=")
    const list = await hub.paidout("messages", "list", "--state", "quarantined", "--json")
    const [message] = (JSON.parse(list.output) as { data: { id: string }[] }).data
    const id = message?.id ?? ""

    const refused = await hub.paidout("messages", "release", id)
    expect(refused.exit).toBe(1)
    expect(refused.errors).toContain("(release_refused)")

    const released = await hub.paidout("messages", "release", id, "--force", "--reason", "genuine")
    expect(released).toMatchObject({ exit: 0, errors: "" })
    await expect
      .poll(() => hub.paidout("payouts", "--reference", "unsigned"))
      .toMatchObject({
        output: expect.stringContaining("reversed"),
      })
  })

  test("an endpoint that answers 200 is told of the next payout, and again when asked", async () => {
    await using receiver = await startReceiver(200)
    const added = await hub.paidout("endpoint", "add", receiver.url, "--event-types", "payout.*")
    expect(added).toMatchObject({ exit: 0, errors: "" })
    expect(added.output).toMatch(/secret +whsec_/)
    expect(receiver.types()).toEqual(["endpoint.test"])

    const secret = SECRETS["xendit"] ?? ""
    await hub.paidout("trigger", "xendit", "payout.succeeded", "--secret", secret)
    await expect.poll(receiver.types).toEqual(["endpoint.test", "payout.paid"])
    await expect
      .poll(() => hub.paidout("deliveries"))
      .toMatchObject({
        output: expect.stringMatching(/dlv_\w+ +delivered +payout\.paid/),
      })
    const [id = ""] = /dlv_\w+/.exec((await hub.paidout("deliveries")).output) ?? []
    expect((await hub.paidout("deliveries", "show", id)).output).toMatch(/1 +\S+ +success +200/)

    expect(await hub.paidout("deliveries", "resend", id)).toMatchObject({ exit: 0 })
    await expect.poll(receiver.types).toEqual(["endpoint.test", "payout.paid", "payout.paid"])
  })

  test("an endpoint that does not answer 200 is refused, and what came back is said", async () => {
    await using receiver = await startReceiver(418)
    const added = await hub.paidout("endpoint", "add", receiver.url)
    expect(added.exit).toBe(1)
    expect(added.errors).toContain("(endpoint_refused)")
    expect(added.errors).toContain("418")
  })

  test("an id that is nobody's says so", async () => {
    const shown = await hub.paidout("payouts", "show", "po_01jd0000000000000000000000")
    expect(shown.exit).toBe(1)
    expect(shown.errors).toContain("(not_found)")
  })

  test("SIGTERM ends the hub with 0", async () => {
    expect(await hub.end("SIGTERM")).toBe(0)
    const after = await hub.paidout("payouts")
    expect(after.exit).toBe(1)
    expect(after.errors).toContain("paidout start")
  })
})

/** A merchant's own service: it answers every POST with `status` and keeps the events' types. */
async function startReceiver(status: number) {
  const types: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      types.push((JSON.parse(body) as { type: string }).type)
      response.writeHead(status).end()
    })
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    types: () => types,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await promisify(server.close.bind(server))()
    },
  }
}
