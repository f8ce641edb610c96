import { describe, expect, test } from "vitest"
import { capturedTerminal, type CapturedTerminal } from "../../test/support/captured-terminal.ts"
import { PROVIDERS } from "../providers/index.ts"
import type { EncodedWebhook, Provider, SourceSecrets } from "../providers/provider.ts"
import { run } from "./run.ts"

const SECRETS: Readonly<Record<string, SourceSecrets>> = {
  pivot: { callback_api_key: ["pivot-callback-key-1"] },
  xendit: { callback_token: ["xendit=callback=token"] },
  adyen: { hmac_key: ["44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"] },
}

const everySample = PROVIDERS.flatMap((provider) =>
  Object.keys(provider.samples).map((sample) => ({ provider, sample })),
)

async function paidout(
  words: readonly string[],
  input: Uint8Array | string = "",
): Promise<CapturedTerminal & { readonly exit: number }> {
  const terminal = capturedTerminal({ input })
  return { ...terminal, exit: await run(words, terminal) }
}

describe("decode and verify", () => {
  test.each(everySample)("recognise $provider.name's $sample", async ({ provider, sample }) => {
    const webhook = webhookOf(provider, sample)
    const decoded = await paidout(["decode", "-", "--json"], webhook.body)
    expect(decoded.errors()).toBe("")
    expect(JSON.parse(decoded.output())).toMatchObject({
      provider: provider.name,
      outcome: "events",
    })
    expect((await paidout(["verify", "-", ...options(provider, webhook)], webhook.body)).exit).toBe(
      0,
    )
  })

  test("exit with 3 and the likely mistake when the secret is another", async () => {
    const [provider] = PROVIDERS as [Provider]
    const webhook = webhookOf(provider, "payout.success")
    const words = [
      "verify",
      "-",
      "-H",
      "X-API-Key: another",
      "-s",
      "callback_api_key=mine",
      "--json",
    ]
    const refused = await paidout(words, webhook.body)
    expect(refused.exit).toBe(3)
    expect(JSON.parse(refused.output())).toMatchObject({ reason: "credential_mismatch" })
    expect(refused.errors()).toContain("Not authentic")
    expect(refused.errors()).not.toContain("mine")
  })

  test("exit with 3 when nobody understands the body", async () => {
    const decoded = await paidout(["decode", "-"], "what is this?")
    expect(decoded.exit).toBe(3)
    expect(decoded.errors()).toContain("--provider")
  })

  test("say why a provider does not understand its body", async () => {
    const decoded = await paidout(["decode", "-", "--provider", "xendit"], "{}")
    expect(decoded.exit).toBe(3)
    expect(decoded.errors()).toMatch(/^paidout: Not understood: .+ \(\w+\)\n$/)
  })

  test("show people no account number and no control character", async () => {
    const xendit = PROVIDERS.find(({ name }) => name === "xendit") as Provider
    const { body } = webhookOf(xendit, "payout.succeeded")
    const text = Buffer.from(body)
      .toString()
      .replace("July payout", String.raw`\u001b[2Jx`)
    const decoded = await paidout(["decode", "-"], text)
    expect(decoded.output()).toContain("**** 0099")
    expect(decoded.output()).not.toContain("000000000099")
    expect(decoded.output()).toContain("�[2Jx")
    expect(decoded.output()).not.toContain("\u001b")
  })
})

function webhookOf(provider: Provider, sample: string): EncodedWebhook {
  const event = provider.samples[sample]?.()
  const webhook = event && provider.encode(event, SECRETS[provider.name] ?? {})
  if (!webhook) throw new Error(`${provider.name} has no ${sample}`)
  return webhook
}

function options(provider: Provider, webhook: EncodedWebhook): readonly string[] {
  const headers = Object.entries(webhook.headers).map(([name, value]) => `${name}: ${value}`)
  const secrets = Object.entries(SECRETS[provider.name] ?? {}).map(
    ([kind, values]) => `${kind}=${values[0]}`,
  )
  return [
    ...headers.flatMap((header) => ["--header", header]),
    ...secrets.flatMap((secret) => ["--secret", secret]),
  ]
}
