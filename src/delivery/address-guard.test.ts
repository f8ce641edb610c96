import { describe, expect, test } from "vitest"

import { FORBIDDEN_URLS } from "../../test/support/forbidden-urls.ts"
import { checkEndpointUrl, createAddressPolicy } from "./address-guard.ts"
import type { ResolveName } from "./name-resolver.ts"

const closed = createAddressPolicy([])

function resolvingTo(...addresses: readonly string[]): ResolveName {
  return () =>
    Promise.resolve(
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    )
}

async function refusalOf(
  url: string,
  policy = closed,
  resolve: ResolveName = resolvingTo("93.184.216.34"),
): Promise<string> {
  return (await checkEndpointUrl(url, policy, resolve))?.refusal ?? "accepted"
}

describe("an address written out in the URL", () => {
  test.each(FORBIDDEN_URLS)("%s is refused: %s", async (url) => {
    expect(await refusalOf(url)).toBe("address_forbidden")
  })

  test.each(["https://93.184.216.34/", "https://8.8.8.8:8443/in", "https://[2606:4700::1111]/"])(
    "%s is public and accepted",
    async (url) => {
      expect(await refusalOf(url)).toBe("accepted")
    },
  )
})

describe("the hub's own address", () => {
  test.each([
    ["http://127.0.0.1:8080/in/src_1", "http://127.0.0.1:8080", "accepted"],
    ["http://[::1]:8080/in/src_1", "http://[::1]:8080", "accepted"],
    ["http://127.0.0.1/in/src_1", "http://127.0.0.1:80", "accepted"],
    ["http://127.0.0.1:8081/", "http://127.0.0.1:8080", "address_forbidden"],
    ["http://127.0.0.2:8080/", "http://127.0.0.1:8080", "address_forbidden"],
    ["http://127.0.0.1:8080/", null, "address_forbidden"],
  ])("%s of the hub at %s: %s", async (url, own, outcome) => {
    expect(await refusalOf(url, { ...closed, ownUrl: () => own })).toBe(outcome)
  })

  test("is not what a name resolves to", async () => {
    const policy = { ...closed, ownUrl: () => "http://127.0.0.1:8080" }
    const url = "http://localhost:8080/"
    expect(await refusalOf(url, policy, resolvingTo("127.0.0.1"))).toBe("address_forbidden")
  })
})

describe("the form of the URL", () => {
  test.each([
    ["ftp://example.com/", "scheme_forbidden"],
    ["file:///etc/passwd", "scheme_forbidden"],
    ["gopher://example.com/", "scheme_forbidden"],
    ["javascript:alert(1)", "scheme_forbidden"],
    ["ws://example.com/", "scheme_forbidden"],
    ["blob:https://example.com/", "scheme_forbidden"],
    ["https://example.com@127.0.0.1/", "user_info_forbidden"],
    ["https://example.com:443@127.0.0.1/", "user_info_forbidden"],
    ["https://example.com%2F@127.0.0.1/", "user_info_forbidden"],
    ["https://user@example.com/", "user_info_forbidden"],
    ["https://user:password@example.com/", "user_info_forbidden"],
    ["https://:password@example.com/", "user_info_forbidden"],
    ["https://", "url_invalid"],
    ["example.com/hook", "url_invalid"],
    ["https://exa mple.com/", "url_invalid"],
    ["https://[::1", "url_invalid"],
    ["https://256.256.256.256/", "url_invalid"],
    ["https://4294967296/", "url_invalid"],
    ["https://127.0.0.0.1/", "url_invalid"],
    ["https://08.8.8.8/", "url_invalid"],
    ["https://[fe80::1%25eth0]/", "url_invalid"],
    ["https://[::1%25lo]/", "url_invalid"],
    ["https://%00/", "url_invalid"],
    ["https://example.com:99999/", "url_invalid"],
    ["http://example.com/", "https_required"],
    ["http://93.184.216.34/", "https_required"],
    ["http://10.0.0.1/", "address_forbidden"],
    ["https://example.com/hook?a=b", "accepted"],
    // Whatever listens there is spoken to in TLS only.
    ["https://example.com:25/", "accepted"],
  ])("%s: %s", async (url, refusal) => {
    expect(await refusalOf(url)).toBe(refusal)
  })
})

describe("a name", () => {
  test.each([
    [["10.0.0.1"], "address_forbidden"],
    [["::1"], "address_forbidden"],
    [["fe80::1%eth0"], "address_forbidden"],
    [["93.184.216.34", "127.0.0.1"], "address_forbidden"],
    [["93.184.216.34", "2606:4700::1111"], "accepted"],
  ])("that resolves to %j: %s", async (addresses, refusal) => {
    expect(await refusalOf("https://hooks.example/", closed, resolvingTo(...addresses))).toBe(
      refusal,
    )
  })

  test("of this machine is refused by its address, really resolved", async () => {
    expect((await checkEndpointUrl("https://localhost/", closed))?.refusal).toBe(
      "address_forbidden",
    )
  })

  test("that does not resolve passes here: connecting will fail with the cause dns", async () => {
    const unknown: ResolveName = () => Promise.reject(new Error("ENOTFOUND"))
    expect(await refusalOf("https://nowhere.example/", closed, unknown)).toBe("accepted")
  })
})

describe("allowed ranges", () => {
  const policy = createAddressPolicy(["127.0.0.0/8", "::1", "10.1.0.0/16", "fd00:1::/32"])

  test.each([
    ["http://127.0.0.1:9000/hook", "accepted"],
    ["http://2130706433/", "accepted"],
    ["http://[::1]:9000/", "accepted"],
    ["http://10.1.2.3/", "accepted"],
    ["https://[fd00:1::9]/", "accepted"],
    ["http://10.2.0.1/", "address_forbidden"],
    ["http://[fd00:2::9]/", "address_forbidden"],
    ["http://[::ffff:127.0.0.1]/", "address_forbidden"],
    ["http://user@127.0.0.1/", "user_info_forbidden"],
    ["http://93.184.216.34/", "https_required"],
  ])("%s: %s", async (url, refusal) => {
    expect(await refusalOf(url, policy)).toBe(refusal)
  })

  test("that are none are named in the error", () => {
    expect(() => createAddressPolicy(["10.0.0.0/99"])).toThrow('"10.0.0.0/99"')
    expect(() => createAddressPolicy(["everything"])).toThrow('"everything"')
  })
})
