import { describe, expect, test } from "vitest"

import { useMailing } from "../../../test/support/mailing.ts"
import { setEndpointState } from "../../delivery/set-endpoint-state.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { mailEndpointDisabled } from "./mail-endpoint-disabled.ts"

const tests = useMailing()
const URL = "https://shop.example/hook?token=secret"

async function disable(
  endpointId: string,
  options: {
    readonly lastError?: string | null
    readonly tell?: number
    readonly fail?: true
  } = {},
): Promise<void> {
  const { lastError = "HTTP 503", tell = 1, fail } = options
  const { merchantId } = tests.fixture
  await inTransaction(tests.database.pool, async (client) => {
    const key = { merchantId, id: endpointId }
    await setEndpointState(client, { ...key, disabledReason: "failing" })
    for (let times = 0; times < tell; times += 1) {
      const told = { merchantId, endpointId, url: URL, reason: "failing", lastError } as const
      await mailEndpointDisabled(client, told)
    }
    if (fail === true) throw new Error("not after all")
  })
}

async function enable(endpointId: string): Promise<void> {
  const { merchantId } = tests.fixture
  const key = { merchantId, id: endpointId, disabledReason: null }
  await setEndpointState(tests.database.pool, key)
}

describe("a disabled endpoint", () => {
  test("is told to the merchant's recipients, with what to do and without secrets", async () => {
    await tests.settings({ recipients: ["a@shop.example", "b@shop.example"] })
    tests.start()
    tests.start()
    const lastError = "<img src=x>\r\nBcc: thief@evil.example"
    await disable(await tests.fixture.addEndpoint(URL), { lastError })
    await tests.arrived(1)
    const [mail] = tests.server.mails
    expect(mail?.to).toEqual(["a@shop.example", "b@shop.example"])
    expect(mail?.parsed.subject).toBe("Paidout: an endpoint was disabled")
    expect(mail?.parsed.text).toMatch(/https:\/\/shop\.example\/hook\n/)
    expect(mail?.parsed.text).toMatch(/ep_\w{26}/)
    expect(mail?.parsed.text).toContain("Last error: <img src=x> Bcc: thief@evil.example\n")
    expect(mail?.parsed.html).not.toContain("<img")
    expect(mail?.raw).not.toContain("secret")
  })

  test("makes one mail each time it is disabled, however often it is told", async () => {
    await tests.settings({})
    const endpointId = await tests.fixture.addEndpoint(URL)
    await disable(endpointId, { tell: 3 })
    expect(await tests.rows()).toHaveLength(1)
    await enable(endpointId)
    await disable(endpointId)
    await disable(await tests.fixture.addEndpoint(URL))
    expect(await tests.rows()).toHaveLength(3)
    tests.start()
    await tests.arrived(3)
  })

  test("makes none where it was not disabled after all", async () => {
    await tests.settings({})
    const endpointId = await tests.fixture.addEndpoint(URL)
    await expect(disable(endpointId, { fail: true })).rejects.toThrow("not after all")
    expect(await tests.rows()).toEqual([])
  })

  test("makes none where nobody is to be told", async () => {
    await disable(await tests.fixture.addEndpoint(URL))
    expect(await tests.rows()).toEqual([])
  })

  test("is told also to those who want no report", async () => {
    await tests.settings({ when: "never" })
    await disable(await tests.fixture.addEndpoint(URL), { lastError: null })
    tests.start()
    await tests.arrived(1)
    expect(tests.server.mails[0]?.parsed.text).not.toContain("Last error")
  })
})
