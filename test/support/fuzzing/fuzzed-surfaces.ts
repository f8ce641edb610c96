import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import fc from "fast-check"

import { findProvider, PROVIDERS } from "../../../src/providers/index.ts"
import { sampleOf } from "../hub-fixture.ts"
import { call } from "../test-hub.ts"
import type { FuzzedCall } from "./arbitrary-call.ts"
import type { FuzzedHub } from "./fuzzed-hub.ts"
import { brokenJson, hostileJson, hostileText } from "./hostile-values.ts"

const SECRETS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pivot: { callback_api_key: "fuzzed-callback-key" },
  xendit: { callback_token: "fuzzed-callback-token" },
  // A signature would have to be made anew for every body.
  adyen: { basic_username: "fuzzed", basic_password: "fuzzed-password" },
}

/** Requests to receive URLs: authentic or not, samples with something changed, and anything else. */
export async function webhookCalls(hub: FuzzedHub): Promise<fc.Arbitrary<FuzzedCall>> {
  const calls = await Promise.all(
    PROVIDERS.map(async ({ name: provider, samples }) => {
      const secrets = SECRETS[provider] ?? {}
      const { json } = await call(hub, "POST /v1/sources", {
        body: { name: provider, provider, secrets },
      })
      const live = Object.fromEntries(Object.entries(secrets).map(([kind, one]) => [kind, [one]]))
      const sent = Object.keys(samples).flatMap(
        (name) => findProvider(provider)?.encode(sampleOf(provider, name), live) ?? [],
      )
      const text = fc
        .constantFrom(...sent.map(({ body }) => Buffer.from(body).toString("utf8")))
        .chain((body) => fc.oneof(fc.constant(body), changed(body)))
      const id = fc.oneof(
        { weight: 9, arbitrary: fc.constant(json.id as string) },
        {
          weight: 1,
          arbitrary: hostileText.map((each) => encodeURIComponent(each.toWellFormed())),
        },
      )
      return fc.record({
        id,
        method: fc.constantFrom("POST", "POST", "POST", "POST", "PUT", "DELETE"),
        headers: fc.constantFrom(...sent.map(({ headers }) => headers)),
        isAuthentic: fc.constantFrom(true, true, true, false),
        body: fc.oneof(
          { weight: 6, arbitrary: text },
          { weight: 1, arbitrary: hostileJson },
          { weight: 1, arbitrary: brokenJson },
        ),
      })
    }),
  )
  return fc.oneof(...calls).map(({ id, method, headers, isAuthentic, body }) => ({
    method,
    path: `/in/${id}`,
    headers: isAuthentic ? headers : { "x-api-key": "wrong", authorization: "Basic ÿ" },
    body,
  }))
}

/** One value of the JSON text becomes another; or the text is cut, or doubled. */
function changed(body: string): fc.Arbitrary<string> {
  const values = [...body.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g)]
  const place = fc.nat(Math.max(0, values.length - 1))
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(place, hostileJson).map(([at, text]) => {
        const value = values[at]
        if (value === undefined) return text
        return body.slice(0, value.index) + text + body.slice(value.index + value[0].length)
      }),
    },
    { weight: 1, arbitrary: fc.nat(body.length).map((at) => body.slice(0, at)) },
    { weight: 1, arbitrary: fc.constant(body + body) },
  )
}

const sandboxFolder = path.join(import.meta.dirname, "../../../src/sandbox")

/** Calls of the simulated providers' APIs, with the account's credentials or others. */
export async function sandboxCalls(hub: FuzzedHub): Promise<fc.Arbitrary<FuzzedCall>> {
  const calls = await Promise.all(
    PROVIDERS.map(async ({ name: provider }) => {
      const body = { provider, connect: false }
      const { json: account } = await call(hub, "POST /v1/sandbox/accounts", { body })
      const headers = await headersOf(hub, provider, account)
      const segment = fc.oneof(hostileText, fc.uuid(), fc.constantFrom("1", "po-1", "x"))
      const target = fc.constantFrom(...routesOf(provider)).chain((route) =>
        segment.map((each) => ({
          method: route.method,
          path: route.path.replace(/:\w+/g, encodeURIComponent(each.toWellFormed())),
        })),
      )
      return fc.record({
        target,
        query: fc.option(
          hostileText.map((each) => `?limit=${encodeURIComponent(each.toWellFormed())}&x`),
          { nil: "" },
        ),
        headers: fc.constantFrom(headers, headers, headers, { authorization: "Basic !" }, {}),
        type: fc.constantFrom("application/json", "application/json", "text/plain", ""),
        body: fc.oneof(payoutLike, payoutLike, hostileJson, brokenJson),
        base: fc.constant(`/sandbox/${provider}`),
      })
    }),
  )
  return fc
    .oneof(...calls)
    .map(({ target: { method, path: at }, query, headers, type, body, base }) => ({
      method,
      path: base + at + query,
      headers: { ...headers, ...(type !== "" && { "content-type": type }) },
      body: method === "GET" ? undefined : body,
    }))
}

/** With the names that bodies of the three providers have, and any values. */
const payoutLike = fc
  .dictionary(
    fc.constantFrom(
      ...[
        "reference_id",
        "referenceId",
        "channel_code",
        "channel_properties",
        "amount",
        "currency",
      ],
      ...[
        "payouts",
        "data",
        "metadata",
        "merchantAccount",
        "reference",
        "bank",
        "card",
        "shopperName",
      ],
      ...[
        "shopperEmail",
        "shopperReference",
        "dateOfBirth",
        "nationality",
        "entityType",
        "recurring",
      ],
      ...[
        "grantType",
        "callbackUrl",
        "recipient",
        "bankCode",
        "accountNumber",
        "description",
        "type",
      ],
      ...[
        "counterparty",
        "balanceAccountId",
        "category",
        "originalReference",
        "mode",
        "chargeType",
      ],
    ),
    fc.oneof(
      hostileJson,
      fc.constantFrom(
        '"IDR"',
        '"ID_BCA"',
        "10000",
        '{"value":10000,"currency":"IDR"}',
        '{"value":"10000","currency":"IDR"}',
        '{"account_number":"1","account_holder_name":"A"}',
      ),
    ),
    { maxKeys: 12 },
  )
  .map(
    (fields) =>
      `{${Object.entries(fields)
        .map(([name, value]) => `"${name}":${value}`)
        .join()}}`,
  )

function routesOf(provider: string): readonly { readonly method: string; readonly path: string }[] {
  const folder = path.join(sandboxFolder, provider)
  const text = readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("\n")
  const routes = [...text.matchAll(/method: "([A-Z]+)",\s*path: "(\/[^"]+)"/g)].map(
    ([, method = "", route = ""]) => ({ method, path: route }),
  )
  const classic = [
    "storeDetailAndSubmitThirdParty",
    "confirmThirdParty",
    "declineThirdParty",
    "payout",
    "submitThirdParty",
  ]
  const others =
    provider === "adyen"
      ? classic.map((name) => ({ method: "POST", path: `/pal/servlet/Payout/v68/${name}` }))
      : []
  return [...routes, ...others, { method: "PATCH", path: "/nothing/:id" }]
}

interface Account {
  readonly credentials: Readonly<Record<string, string>>
}

async function headersOf(
  hub: FuzzedHub,
  provider: string,
  { credentials }: Account,
): Promise<Readonly<Record<string, string>>> {
  const { api_key: key = "", merchant_id: id = "", merchant_secret: secret = "" } = credentials
  if (provider === "xendit") {
    return { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` }
  }
  if (provider !== "pivot") return { "x-api-key": key }
  const response = await fetch(`${hub.url}/sandbox/pivot/v1/access-token`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-merchant-id": id,
      "x-merchant-secret": secret,
    },
    body: '{"grantType":"client_credentials"}',
  })
  const { data } = (await response.json()) as { data: { accessToken: string } }
  return { authorization: `Bearer ${data.accessToken}` }
}
