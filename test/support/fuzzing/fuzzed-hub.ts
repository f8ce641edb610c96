import fc from "fast-check"
import { pino } from "pino"

import { ERRORS } from "../../../src/errors.ts"
import { settleMessages } from "../../../src/pipeline/settle.ts"
import { createTestDatabase } from "../database.ts"
import { openapi, undocumented } from "../documented.ts"
import { readText } from "../read-text.ts"
import { createReceiver } from "../receiver.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../test-hub.ts"
import type { FuzzedCall, FuzzedOperation } from "./arbitrary-call.ts"
import type { Meant } from "./schema-values.ts"

/** Everything of the merchant that must never be seen bears it. */
export const CANARY = "CANARY-OF-ANOTHER-MERCHANT"
const ANSWER_MS_MAX = 15_000

export interface FuzzedHub extends TestHub {
  readonly operations: readonly FuzzedOperation[]
  /** By what it may do; the other merchant's is not among them. */
  readonly keys: Readonly<Record<string, string | null>>
  readonly meant: Meant
  /** What is wrong with how the hub answered; nothing where all is well. */
  faultsOf(made: FuzzedCall, key: string | null): Promise<readonly string[]>
  settle(): Promise<void>
}

export async function createFuzzedHub(): Promise<FuzzedHub> {
  const database = await createTestDatabase()
  const hub = await createTestHub(database, { sandbox: true })
  const receiver = await createReceiver()
  receiver.answer = (_request, response) =>
    void response.writeHead([200, 200, 200, 503, 302][receiver.requests.length % 5] ?? 200).end()
  const other = await addOther(hub, receiver.url)
  const seen = createSeen(hub, receiver.url, other.ids)
  const log = pino({ level: "silent" })
  const { pool, keyring, metrics } = hub.hub

  return {
    ...hub,
    operations: operationsOf(),
    keys: await addKeys(hub),
    meant: seen.meant,
    async faultsOf(made, key) {
      const startedAt = performance.now()
      const response = await fetch(hub.url + made.path, {
        method: made.method,
        headers: {
          ...made.headers,
          ...(key !== null && { authorization: `Bearer ${key}` }),
        },
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS_MAX * 2),
        ...(made.body !== undefined && { body: made.body }),
      })
      const text = await readText(response)
      const json = jsonOf(text)
      if (response.ok) seen.learn(text)
      return [
        ...(performance.now() - startedAt > ANSWER_MS_MAX ? ["it took too long"] : []),
        ...(text.includes(CANARY) ||
        other.ids.some(
          (id) => text.includes(id) && !made.path.includes(id) && !made.body?.includes(id),
        )
          ? ["it shows what is another merchant's"]
          : []),
        ...answerFaults(made, response, json),
        ...(made.path.startsWith("/v1/") && isJson(response)
          ? undocumented({ ...made, path: made.path }, { status: response.status, json })
          : []),
      ].map((fault) => `${fault}: ${response.status} ${text.slice(0, 500)}`)
    },
    async settle() {
      const context = { pool, keyring, metrics, log, onDeliveriesQueued: () => {} }
      while ((await settleMessages(context, 100)) > 0) {
        // until nothing waits
      }
    },
    async stop() {
      await hub.stop()
      await receiver.close()
      await database.drop()
    },
  }
}

function isJson({ headers }: Response): boolean {
  return /json/.test(headers.get("content-type") ?? "")
}

function answerFaults(made: FuzzedCall, response: Response, json: unknown): readonly string[] {
  const { status, headers } = response
  if (headers.get("x-content-type-options") !== "nosniff") return ["it lacks headers"]
  if (status < 400) return []
  const isOurs = headers.get("content-type")?.startsWith("application/problem+json") === true
  // The words of simulated providers are theirs: Adyen answers 500 to a field that is missing.
  if (made.path.startsWith("/sandbox/")) return isOurs && status >= 500 ? ["it failed"] : []
  if (status >= 500 && status !== 503) return ["it failed"]
  // The receive URL's 405 is for people.
  if (status === 405 && made.path.startsWith("/in/")) return []
  const { code = "", status: told } = (json ?? {}) as { code?: string; status?: number }
  if (headers.get("content-type")?.startsWith("application/problem+json") !== true)
    return ["it is no problem"]
  const known = Object.hasOwn(ERRORS, code) ? ERRORS[code as keyof typeof ERRORS] : undefined
  if (known === undefined) return ["its code is not known"]
  if (code === "database_unavailable" || code === "internal") return ["it failed"]
  return told === status ? [] : ["its status is another"]
}

function operationsOf(): readonly FuzzedOperation[] {
  return Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, documented]) => {
      const { parameters = [], requestBody } = documented as unknown as {
        parameters?: FuzzedOperation["parameters"]
        requestBody?: { content: Record<string, { schema: FuzzedOperation["body"] }> }
      }
      const body = requestBody?.content["application/json"]?.schema
      return { path, method: method.toUpperCase(), parameters, body }
    }),
  )
}

async function addKeys(hub: TestHub): Promise<Readonly<Record<string, string | null>>> {
  const keyOf = async (scopes: readonly string[]) =>
    (await call(hub, "POST /v1/api-keys", { body: { name: scopes.join(), scopes } })).json.key
  return {
    all: FIRST_API_KEY,
    read: await keyOf(["read"]),
    write: await keyOf(["write"]),
    raw: await keyOf(["raw"]),
    admin: await keyOf(["admin"]),
    none: null,
    wrong: "pd_wrong\u00e4",
  }
}

/** Another merchant with a thing of each kind that a call can make. */
async function addOther(hub: TestHub, url: string): Promise<{ readonly ids: readonly string[] }> {
  const made = await call(hub, "POST /v1/merchants", { body: { name: "other" } })
  const key = made.json.api_key.key as string
  const post = async (path: string, body: unknown) =>
    (await call(hub, `POST ${path}`, { key, body })).json
  const source = await post("/v1/sources", {
    name: CANARY,
    provider: "pivot",
    secrets: { callback_api_key: CANARY },
  })
  const endpoint = await post("/v1/endpoints", { url: `${url}/${CANARY}`, description: CANARY })
  const announced = await post("/v1/payouts", {
    payouts: [
      { source_id: source.id, reference: CANARY, amount: { value: "1000", currency: "IDR" } },
    ],
  })
  const account = await post("/v1/sandbox/accounts", { provider: "xendit", name: CANARY })
  const brought = await post("/v1/imports", {
    source_id: source.id,
    name: CANARY,
    fingerprint: CANARY,
  })
  for (const body of [{ event: CANARY }, "wrong"]) {
    const credential = typeof body === "string" ? body : CANARY
    await call(hub, `POST /in/${source.id}`, {
      key: null,
      body,
      headers: { "x-api-key": credential },
    })
  }
  const messages = await call(hub, "GET /v1/messages", { key })
  // Who made the merchant may know its id: it stands in the audit log of both.
  const ids = idsIn(JSON.stringify([source, endpoint, announced, account, brought, messages.json]))
  return { ids: [...new Set(ids)] }
}

/** Ids and cursors that the hub has told, which make calls go further than made-up ones. */
function createSeen(hub: TestHub, url: string, foreign: readonly string[]) {
  const ids: string[] = [...foreign]
  const cursors: string[] = ["", "e30", "AAAA"]
  const keep = (list: string[], text: string) => {
    if (!list.includes(text)) list.push(text)
    if (list.length > 400) list.splice(foreign.length, 1)
  }
  const one = (list: readonly string[]) => fc.nat(9_999).map((at) => list[at % list.length] ?? "")
  const fixed: Readonly<Record<string, readonly string[]>> = {
    url: [
      url,
      `${url}/a`,
      "http://127.0.0.1:1/",
      "https://127.0.0.1/",
      "http://169.254.169.254/",
      "http://[::1]/",
      "ftp://x/",
      "http://user:word@127.0.0.1/",
      "http://127.0.0.1:99999/",
      "http://localhost",
      "//",
      "http://0x7f.1/",
    ],
    base_url: [
      url,
      `${hub.url}/sandbox/xendit`,
      "http://127.0.0.1:1",
      "https://169.254.169.254",
      "http://",
    ],
    provider: ["pivot", "xendit", "adyen", "acme"],
    dialect: ["paidout", "pivot", "xendit", "adyen", "raw"],
    currency: ["IDR", "USD", "JPY", "XXX", "idr"],
    value: ["10000", "10000.00", "0.5", "-1", "1e3", "9".repeat(40)],
    amount: ["10000", "10000.00", "0.5", "-1", "1e3"],
    day: ["2026-11-20", "2026-02-30", "0000-00-00", "9999-12-31"],
    action: [
      "dismiss",
      "ask",
      "mark_paid",
      "resend",
      "create_payout",
      "top_up",
      "__proto__",
      "toString",
    ],
    kind: ["payout", "batch", "payment", "failed", "__proto__"],
    advance: ["1 h", "1 d", "-1 s", "1e9 d"],
    to: ["2027-01-01T00:00:00Z", "1970-01-01T00:00:00Z"],
  }
  const meant: Meant = (name) => {
    if (name === "cursor") return one(cursors)
    if (/(^|[._])ids?$|^replaces$/.test(name)) {
      const prefix = PREFIXES[name.replace(/[._]ids?$/, "")] ?? ""
      const meantIds = (list: readonly string[]) =>
        fc.nat(9_999).map((at) => {
          const fitting = list.filter((id) => id.startsWith(prefix))
          return fitting[at % fitting.length] ?? ""
        })
      return fc.oneof(
        { weight: 4, arbitrary: meantIds(ids) },
        { weight: 3, arbitrary: meantIds(foreign) },
        { weight: 1, arbitrary: one(ids) },
      )
    }
    const known = fixed[name]
    return known === undefined ? undefined : fc.constantFrom(...known)
  }
  return {
    meant,
    learn(text: string) {
      for (const id of idsIn(text)) keep(ids, id)
      const cursor = /"next_cursor":"([^"]+)"/.exec(text)?.[1]
      if (cursor !== undefined) keep(cursors, cursor)
    },
  }
}

/** By the path's segment before an id, or by the field's name. */
const PREFIXES: Readonly<Record<string, string>> = {
  ...{ sources: "src_", source: "src_", payouts: "po_", payout: "po_", replaces: "po_" },
  ...{ batches: "bat_", batch: "bat_", payments: "pay_", messages: "msg_", message: "msg_" },
  ...{ endpoints: "ep_", endpoint: "ep_", deliveries: "dlv_", event: "evt_", imports: "imp_" },
  ...{ resends: "rsd_", reconciliations: "rec_", attention: "item_", subject: "po_" },
  ...{ accounts: "sba_", account: "sba_", callback: "sbc_", webhook: "dlv_", runs: "run_" },
}

/** Not those of API keys: a call could revoke the one that calls. */
function idsIn(text: string): readonly string[] {
  return text.match(/\b(?!key_)[a-z]{2,5}_[0-9a-z]{26}\b/g) ?? []
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
