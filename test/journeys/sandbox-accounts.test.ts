import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { PROVIDERS } from "../../src/providers/index.ts"
import { SIMULATORS } from "../../src/sandbox/simulators.ts"
import { startSandboxHub, type SandboxHub } from "../support/sandbox-hub.ts"

let hub: SandboxHub

beforeAll(async () => {
  hub = await startSandboxHub()
})
afterAll(async () => {
  await hub.close()
})

const ACCOUNTS = "/v1/sandbox/accounts"

describe("an account", () => {
  test.each(SIMULATORS.map(({ provider }) => provider))(
    "of %s is made with credentials, money, and a source that hears of it",
    async (provider) => {
      const { json: account } = await hub.api(`POST ${ACCOUNTS}`, { provider })
      expect(account).toMatchObject({
        provider,
        base_url: `${hub.url}/sandbox/${provider}`,
        seed: 0,
        misbehaviour: {},
      })
      const { json: source } = await hub.api(`GET /v1/sources/${account.source_id}`)
      expect(source).toMatchObject({
        provider,
        name: account.name,
        live: false,
        sandbox: true,
        has_credentials: true,
        settings: { base_url: account.base_url },
      })
      expect(account.name).toMatch(new RegExp(`^${provider} sandbox$`, "i"))
      const { products = [] } = SIMULATORS.find((each) => each.provider === provider) ?? {}
      const callbacks = account.callbacks as { product: string; url: string; source_id: string }[]
      expect(callbacks.map(({ product }) => product).toSorted()).toEqual(products.toSorted())
      for (const { url, source_id } of callbacks) {
        expect({ url, source_id }).toEqual({ url: source.receive_url, source_id: source.id })
      }
      expect(account.balances.length).toBeGreaterThan(0)
      for (const { amount } of account.balances) expect(amount.value).toMatch(/^\d+(\.\d+)?$/)
      const { json: again } = await hub.api(`GET ${ACCOUNTS}/${account.id}`)
      expect(again).toEqual(account)
    },
  )

  test.each(SIMULATORS.map(({ provider }) => provider))(
    "of %s has the credentials that a source of that provider takes",
    (provider) => {
      const { credentialKinds = [] } = PROVIDERS.find(({ name }) => name === provider) ?? {}
      const { credentials } = SIMULATORS.find(
        (each) => each.provider === provider,
      )?.newAccount() ?? {
        credentials: {},
      }
      expect(Object.keys(credentials)).toEqual(expect.arrayContaining([...credentialKinds]))
    },
  )

  test("is made without a source where nobody wants one", async () => {
    const account = await hub.account("pivot", { connect: false, name: "Alone", seed: 7 })
    expect(account).toMatchObject({ source_id: null, callbacks: [], name: "Alone", seed: 7 })
  })

  test("of no provider, or with a setting that it does not have, is refused", async () => {
    const unknown = await hub.api(`POST ${ACCOUNTS}`, { provider: "nobody" })
    expect(unknown).toMatchObject({
      status: 422,
      json: { code: "provider_unknown", providers: SIMULATORS.map(({ provider }) => provider) },
    })
    for (const body of [
      { provider: "xendit", settings: { no_such: 1 } },
      { provider: "xendit", settings: { succeeded_after_seconds: -1 } },
      { provider: "xendit", seed: -1 },
      { provider: "xendit", name: "" },
      { provider: "xendit", colour: "red" },
      {},
    ]) {
      const refused = await hub.api(`POST ${ACCOUNTS}`, body)
      expect(refused, JSON.stringify(body)).toMatchObject({
        status: 400,
        json: { code: "request_invalid" },
      })
    }
  })

  test("that is refused leaves no source behind", async () => {
    const before = await hub.api("GET /v1/sources?limit=100")
    await hub.api(`POST ${ACCOUNTS}`, { provider: "xendit", settings: { no_such: 1 } })
    expect((await hub.api("GET /v1/sources?limit=100")).json).toEqual(before.json)
  })

  test("is listed newest first, by provider, page by page", async () => {
    const made = []
    for (let count = 0; count < 3; count += 1) made.push(await hub.account("adyen"))
    const newest = made.map(({ id }) => id).toReversed()
    const first = await hub.api(`GET ${ACCOUNTS}?provider=adyen&limit=2`)
    expect(first.json.data.map(({ id }: { id: string }) => id)).toEqual(newest.slice(0, 2))
    const next = await hub.api(
      `GET ${ACCOUNTS}?provider=adyen&limit=1&cursor=${first.json.next_cursor}`,
    )
    expect(next.json.data[0].id).toBe(newest[2])
    expect((await hub.api(`GET ${ACCOUNTS}?cursor=nonsense`)).json.code).toBe("cursor_invalid")
  })
})

describe("a change of an account", () => {
  test("keeps what is not named, and null takes back", async () => {
    const { id } = await hub.account("xendit", { settings: { succeeded_after_seconds: 30 } })
    const change = (body: object) => hub.api(`PATCH ${ACCOUNTS}/${id}`, body)
    const first = await change({
      name: "Changed",
      seed: 42,
      misbehaviour: { duplicate: 0.5, delay: 1 },
      settings: { duplicate_status: 400 },
    })
    expect(first.json).toMatchObject({
      name: "Changed",
      seed: 42,
      misbehaviour: { duplicate: 0.5, delay: 1 },
      settings: { succeeded_after_seconds: 30, duplicate_status: 400 },
    })
    const second = await change({
      misbehaviour: { delay: null, drop: 1 },
      settings: { succeeded_after_seconds: null },
    })
    expect(second.json).toMatchObject({ name: "Changed", seed: 42 })
    expect(second.json.misbehaviour).toEqual({ duplicate: 0.5, drop: 1 })
    expect(second.json.settings).toEqual({ duplicate_status: 400 })
  })

  test("that makes no sense changes nothing", async () => {
    const { id } = await hub.account("xendit")
    for (const body of [
      { misbehaviour: { duplicate: 2 } },
      { misbehaviour: { explode: 1 } },
      { misbehaviour: { api_slow_ms: 10_000_000 } },
      { settings: { duplicate_status: 418 } },
      { provider: "pivot" },
    ]) {
      const refused = await hub.api(`PATCH ${ACCOUNTS}/${id}`, body)
      expect(refused, JSON.stringify(body)).toMatchObject({
        status: 400,
        json: { code: "request_invalid" },
      })
    }
    expect((await hub.api(`GET ${ACCOUNTS}/${id}`)).json).toMatchObject({
      misbehaviour: {},
      settings: {},
    })
  })

  test("at once by many loses none of them", async () => {
    const { id } = await hub.account("xendit")
    const kinds = ["duplicate", "delay", "reorder", "drop", "wrong_token", "truncate"]
    const changed = await Promise.all(
      kinds.map((kind) => hub.api(`PATCH ${ACCOUNTS}/${id}`, { misbehaviour: { [kind]: 0.1 } })),
    )
    expect(changed.map(({ status }) => status)).toEqual(kinds.map(() => 200))
    const { misbehaviour } = (await hub.api(`GET ${ACCOUNTS}/${id}`)).json
    expect(Object.keys(misbehaviour).toSorted()).toEqual(kinds.toSorted())
  })
})

describe("what an account holds", () => {
  test("is listed newest first, by kind, status and reference, and shown one by one", async () => {
    const account = await hub.account("xendit")
    const names = []
    for (const reference_id of ["salary/1", "salary 2%", "salary/1"]) {
      names.push(await hub.act(account, "create_payout", { reference_id }))
    }
    const things = `${ACCOUNTS}/${account.id}/things`
    const all = await hub.api(`GET ${things}`)
    expect(all.json.data.map(({ name }: { name: string }) => name)).toEqual(names.toReversed())
    expect(all.json.data[0]).toMatchObject({ kind: "payout", ordinal: 3, reference: "salary/1" })
    const same = await hub.api(`GET ${things}?reference=salary%2F1&limit=1`)
    expect(same.json.data).toMatchObject([{ name: names[2] }])
    const rest = await hub.api(`GET ${things}?reference=salary%2F1&cursor=${same.json.next_cursor}`)
    expect(rest.json).toMatchObject({ data: [{ name: names[0] }], next_cursor: null })
    expect((await hub.api(`GET ${things}?kind=batch`)).json.data).toEqual([])
    expect((await hub.api(`GET ${things}?status=CANCELLED`)).json.data).toEqual([])
    const one = await hub.api(`GET ${things}/payout/${names[0]}`)
    expect(one.json).toMatchObject({ name: names[0], ordinal: 1, state: expect.any(Object) })
    expect((await hub.api(`GET ${things}/payout/none`)).json.code).toBe("not_found")
    expect((await hub.api(`GET ${things}?cursor=${"x".repeat(20)}`)).json.code).toBe(
      "cursor_invalid",
    )
  })

  test("is told as a story: newest first, of one thing, or what followed on a line", async () => {
    const account = await hub.account("xendit")
    const first = await hub.act(account, "create_payout")
    const second = await hub.act(account, "create_payout")
    const story = `${ACCOUNTS}/${account.id}/story`
    const whole = (await hub.api(`GET ${story}?limit=100`)).json.data
    const ids = whole.map(({ id }: { id: string }) => id)
    expect(ids).toEqual(ids.toSorted().toReversed())
    expect(whole.at(-1)).toMatchObject({ kind: "action", said: "create_payout", run_id: null })
    const page = await hub.api(`GET ${story}?limit=1`)
    const next = await hub.api(`GET ${story}?limit=1&cursor=${page.json.next_cursor}`)
    expect([page.json.data[0], next.json.data[0]]).toEqual(whole.slice(0, 2))
    const followed = await hub.api(`GET ${story}?after=${whole.at(-1).id}&limit=100`)
    expect(followed.json.data.slice(0, whole.length - 1)).toEqual(whole.toReversed().slice(1))
    await hub.advance("1m")
    for (const name of [first, second]) {
      const of = (await hub.api(`GET ${story}?thing=${name}&limit=100`)).json.data
      expect(of.length).toBeGreaterThan(0)
      expect(of.every((line: { thing: { name: string } }) => line.thing.name === name)).toBe(true)
      expect(of.map(({ said }: { said: string }) => said)).toContain("payout.succeeded")
    }
  })
})

describe("what a person does at a provider's dashboard", () => {
  test.each(SIMULATORS.map(({ provider }) => provider))(
    "is listed for %s with the schema of what it takes",
    async (provider) => {
      const { id } = await hub.account(provider, { connect: false })
      const { json } = await hub.api(`GET ${ACCOUNTS}/${id}/actions`)
      expect(json.data.length).toBeGreaterThan(3)
      for (const { name, summary, args } of json.data) {
        expect(name).toMatch(/^[a-z_]+$/)
        expect(summary).toMatch(/^[A-Z].*\.$/)
        expect(args).toMatchObject({ type: "object" })
      }
    },
  )

  test("is refused with a code where there is no such thing to do, or not like that", async () => {
    const { id } = await hub.account("xendit", { connect: false })
    const act = (name: string, args?: unknown) =>
      hub.api(`POST ${ACCOUNTS}/${id}/actions/${name}`, { ...(args !== undefined && { args }) })
    expect((await act("fly")).json).toMatchObject({
      code: "sandbox_action_unknown",
      actions: expect.arrayContaining(["create_payout"]),
    })
    expect((await act("constructor")).json.code).toBe("sandbox_action_unknown")
    expect((await act("cancel")).json.code).toBe("request_invalid")
    expect((await act("create_payout", { amount: 12 })).json.code).toBe("request_invalid")
    expect((await act("create_payout", { wings: 2 })).json.code).toBe("request_invalid")
    const name = (await act("create_payout", {})).json.thing.name
    expect((await act("reverse", { id: name })).json.code).toBe("sandbox_action_refused")
  })
})

describe("a deleted account", () => {
  test("is gone with all that it held, its webhooks end, and its source stays", async () => {
    const account = await hub.account("xendit")
    await hub.act(account, "create_payout")
    const deleted = await hub.api(`DELETE ${ACCOUNTS}/${account.id}`)
    expect(deleted.status).toBe(204)
    for (const path of ["", "/things", "/story", "/callbacks", "/webhooks", "/actions"]) {
      const gone = await hub.api(`GET ${ACCOUNTS}/${account.id}${path}`)
      expect(gone.json.code, path).toBe("not_found")
    }
    expect((await hub.api(`DELETE ${ACCOUNTS}/${account.id}`)).json.code).toBe("not_found")
    expect((await hub.api(`GET /v1/sources/${account.source_id}`)).status).toBe(200)
    const call = await fetch(`${account.base_url}/balance`, {
      headers: { authorization: `Basic ${btoa(`${account.credentials["api_key"]}:`)}` },
    })
    expect(call.status).toBe(401)
  })
})
