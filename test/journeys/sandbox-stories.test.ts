import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"

import { ROLES } from "../../src/roles.ts"
import { spawnHub } from "../support/killed-hub.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"

interface Line {
  readonly kind: string
  readonly said: string
  readonly thing: { readonly kind: string; readonly name: string; readonly ordinal: number } | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** The whole of it, in the order it happened. */
async function storyOf(hub: SandboxHub, account: ShownAccount): Promise<readonly Line[]> {
  const lines: Line[] = []
  let cursor = ""
  do {
    const path = `/v1/sandbox/accounts/${account.id}/story?limit=100${cursor}`
    const { json } = await hub.api(`GET ${path}`)
    lines.push(...json.data)
    cursor = json.next_cursor === null ? "" : `&cursor=${json.next_cursor}`
  } while (cursor !== "")
  return lines.toReversed()
}

/** Without ids and times: what two accounts can have in common. */
function toldAlike(lines: readonly Line[]): readonly string[] {
  return lines.map(({ kind, said, thing, detail }) => {
    const plain = Object.entries(detail).filter(([, value]) =>
      ["number", "boolean"].includes(typeof value),
    )
    return `${kind} ${said} ${thing?.kind ?? ""} ${thing?.ordinal ?? ""} ${JSON.stringify(plain)}`
  })
}

function payOut(account: ShownAccount, reference: string): Promise<Response> {
  return fetch(`${account.base_url}/v2/payouts`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${account.credentials["api_key"]}:`)}`,
      "content-type": "application/json",
      "idempotency-key": `key-${account.id}-${reference}`,
    },
    body: JSON.stringify({
      reference_id: reference,
      channel_code: "ID_BCA",
      channel_properties: { account_number: "1234567890", account_holder_name: "Siti" },
      amount: 50_000,
      currency: "IDR",
    }),
  })
}

describe("a seed", () => {
  let hub: SandboxHub
  beforeAll(async () => {
    hub = await startSandboxHub()
  })
  afterAll(async () => {
    await hub.close()
  })

  async function tell(seed: number): Promise<readonly string[]> {
    // Nothing moves on before all calls are made: how fast they are made is no part of the story.
    const settings = { requested_after_seconds: 30, succeeded_after_seconds: 60 }
    const account = await hub.account("xendit", { seed, settings })
    await hub.api(`PATCH /v1/sandbox/accounts/${account.id}`, {
      misbehaviour: {
        ...{ duplicate: 0.3, delay: 0.3, reorder: 0.3, drop: 0.2, wrong_token: 0.2, truncate: 0.2 },
        ...{ wrong_amount: 0.2, failed_after_succeeded: 0.2, reverse: 0.3, api_down: 0.2 },
      },
    })
    for (let count = 1; count <= 12; count += 1) await payOut(account, `salary-${count}`)
    await hub.advance("2h")
    return toldAlike(await storyOf(hub, account))
  }

  test("tells the same story each time, and another seed another one", async () => {
    const first = await tell(7)
    expect(first.filter((line) => line.startsWith("misbehaviour ")).length).toBeGreaterThan(8)
    expect(first.filter((line) => line.startsWith("webhook ")).length).toBeGreaterThan(8)
    expect(await tell(7)).toEqual(first)
    expect(await tell(8)).not.toEqual(first)
  })
})

test("an account that cannot be played holds up no other", async () => {
  const hub = await startSandboxHub()
  onTestFinished(() => hub.close())
  const change = (account: ShownAccount, column: string, value: unknown) =>
    hub.database.pool.query(`update sandbox_accounts set ${column} = $2 where external_id = $1`, [
      account.external_id,
      value,
    ])
  const settings = { requested_after_seconds: 1, succeeded_after_seconds: 1 }
  const broken = await hub.account("xendit", { settings })
  const foreign = await hub.account("xendit", { settings })
  const well = await hub.account("xendit", { settings })
  for (const account of [broken, foreign, well]) await hub.act(account, "create_payout")
  await change(broken, "credentials_sealed", Buffer.from("nothing that opens"))
  await change(foreign, "provider", "no-longer-played")
  const status = async () =>
    (await hub.api(`GET /v1/sandbox/accounts/${well.id}/things`)).json.data[0].status as string
  await expect.poll(status, { timeout: 10_000 }).toBe("SUCCEEDED")
})

describe("an account that several processes move on", () => {
  let hub: SandboxHub
  let sink: Receiver
  beforeAll(async () => {
    hub = await startSandboxHub(
      {},
      ROLES.filter((role) => role !== "sandbox"),
    )
    sink = await createReceiver()
  })
  afterAll(async () => {
    await hub.close()
    await sink.close()
  })

  async function accountAtSink(): Promise<ShownAccount> {
    const settings = { requested_after_seconds: 1, succeeded_after_seconds: 1 }
    const account = await hub.account("xendit", { connect: false, settings })
    const made = await hub.api(`POST /v1/sandbox/accounts/${account.id}/callbacks`, {
      url: sink.url,
    })
    expect(made.status, made.text).toBe(201)
    sink.requests.length = 0
    return account
  }

  async function untilAllSucceeded(account: ShownAccount): Promise<void> {
    const left = async () => {
      const { rows } = await hub.database.pool.query<{ left: number }>(
        `select count(*) filter (where status <> 'SUCCEEDED')::integer as left
         from sandbox_things`,
      )
      return rows[0]?.left
    }
    await expect.poll(left, { timeout: 30_000 }).toBe(0)
    const waiting = async () => {
      const path = `/v1/sandbox/accounts/${account.id}/webhooks?limit=100`
      const { json } = await hub.api(`GET ${path}&state=queued`)
      return json.data.length as number
    }
    await expect.poll(waiting, { timeout: 30_000 }).toBe(0)
  }

  /** Each payout went its way once, and said so once. */
  function expectOnce(lines: readonly Line[], count: number): void {
    const webhooks = lines.filter(({ kind }) => kind === "webhook")
    expect(webhooks.map(({ said }) => said)).toEqual(webhooks.map(() => "payout.succeeded"))
    expect(webhooks).toHaveLength(count)
    expect(new Set(webhooks.map(({ thing }) => thing?.ordinal)).size).toBe(count)
    expect(lines.filter(({ kind }) => kind === "failure")).toEqual([])
  }

  test("makes no step twice", async () => {
    const account = await accountAtSink()
    for (let count = 0; count < 3; count += 1) await hub.startAnother()
    const count = 40
    await Promise.all(Array.from({ length: count }, () => hub.act(account, "create_payout")))
    await untilAllSucceeded(account)
    expectOnce(await storyOf(hub, account), count)
    const ids = sink.requests.map(({ headers }) => headers["webhook-id"])
    expect(ids).toHaveLength(count)
    expect(new Set(ids).size).toBe(count)
    await hub.stopOthers()
  })

  test("makes no step twice and leaves none out where a process is killed again and again", async () => {
    const account = await accountAtSink()
    const count = 60
    for (let made = 0; made < count; made += 1) await hub.act(account, "create_payout")
    for (let kill = 0; kill < 3; kill += 1) {
      const killed = spawnHub(hub.environment)
      onTestFinished(() => killed.kill("SIGKILL"))
      await killed.ready
      await new Promise((resolve) => setTimeout(resolve, 30 + kill * 60))
      await killed.kill("SIGKILL")
    }
    await hub.startAnother()
    await untilAllSucceeded(account)
    expectOnce(await storyOf(hub, account), count)
    const bodies = new Set(sink.requests.map(({ headers }) => headers["webhook-id"]))
    expect(bodies.size).toBe(count)
  })
})
