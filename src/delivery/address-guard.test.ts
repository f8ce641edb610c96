import { describe, expect, test } from "vitest"

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
  test.each([
    ["https://10.0.0.1/", "private"],
    ["https://172.16.0.1/", "private"],
    ["https://172.31.255.255/", "private"],
    ["https://192.168.1.1/", "private"],
    ["https://127.0.0.1/", "loopback"],
    ["https://127.255.255.254/", "loopback, the whole net"],
    ["https://169.254.1.1/", "link-local"],
    ["https://169.254.169.254/latest/meta-data/", "metadata of most clouds"],
    ["https://100.100.100.200/", "metadata of Alibaba, CGNAT"],
    ["https://168.63.129.16/", "metadata of Azure"],
    ["https://192.0.0.192/", "metadata of Oracle"],
    ["https://100.64.0.1/", "CGNAT"],
    ["https://100.127.255.255/", "CGNAT"],
    ["https://0.0.0.0/", "unspecified"],
    ["https://0.1.2.3/", "this network"],
    ["https://224.0.0.1/", "multicast"],
    ["https://239.255.255.255/", "multicast"],
    ["https://255.255.255.255/", "broadcast"],
    ["https://240.0.0.1/", "reserved"],
    ["https://192.0.2.1/", "documentation"],
    ["https://198.51.100.1/", "documentation"],
    ["https://203.0.113.1/", "documentation"],
    ["https://198.18.0.1/", "benchmarking"],
    ["https://192.88.99.1/", "6to4 relay"],
    ["https://2130706433/", "loopback as one number"],
    ["https://0x7f000001/", "loopback in hex"],
    ["https://017700000001/", "loopback in octal"],
    ["https://0x7f.1/", "loopback, short and mixed"],
    ["https://127.1/", "loopback, short"],
    ["https://0177.0.0.1/", "loopback, an octal part"],
    ["https://127.0.0.1./", "loopback with a final dot"],
    ["https://%31%32%37.0.0.1/", "loopback, percent-encoded"],
    ["https://１２７.0.0.1/", "loopback in full-width digits"],
    ["https://[::1]/", "loopback"],
    ["https://[::]/", "unspecified"],
    ["https://[fe80::1]/", "link-local"],
    ["https://[fec0::1]/", "site-local"],
    ["https://[fc00::1]/", "unique-local"],
    ["https://[fd00:ec2::254]/", "metadata of AWS, unique-local"],
    ["https://[ff02::1]/", "multicast"],
    ["https://[::ffff:127.0.0.1]/", "IPv4-mapped"],
    ["https://[::ffff:10.0.0.1]/", "IPv4-mapped"],
    ["https://[::ffff:93.184.216.34]/", "IPv4-mapped, public inside"],
    ["https://[::ffff:0:127.0.0.1]/", "IPv4-translated"],
    ["https://[::7f00:1]/", "IPv4-compatible"],
    ["https://[64:ff9b::7f00:1]/", "NAT64"],
    ["https://[64:ff9b:1::a00:1]/", "local NAT64"],
    ["https://[2002:7f00:1::]/", "6to4"],
    ["https://[2001::1]/", "Teredo"],
    ["https://[2001:db8::1]/", "documentation"],
    ["https://[3fff::1]/", "documentation"],
    ["https://[100::1]/", "discard"],
    ["https://[5f00::1]/", "segment routing"],
  ])("%s is refused: %s", async (url) => {
    expect(await refusalOf(url)).toBe("address_forbidden")
  })

  test.each(["https://93.184.216.34/", "https://8.8.8.8:8443/in", "https://[2606:4700::1111]/"])(
    "%s is public and accepted",
    async (url) => {
      expect(await refusalOf(url)).toBe("accepted")
    },
  )
})

describe("the form of the URL", () => {
  test.each([
    ["ftp://example.com/", "scheme_forbidden"],
    ["file:///etc/passwd", "scheme_forbidden"],
    ["gopher://example.com/", "scheme_forbidden"],
    ["javascript:alert(1)", "scheme_forbidden"],
    ["https://user@example.com/", "user_info_forbidden"],
    ["https://user:password@example.com/", "user_info_forbidden"],
    ["https://:password@example.com/", "user_info_forbidden"],
    ["https://", "url_invalid"],
    ["example.com/hook", "url_invalid"],
    ["https://exa mple.com/", "url_invalid"],
    ["https://[::1", "url_invalid"],
    ["https://256.256.256.256/", "url_invalid"],
    ["http://example.com/", "https_required"],
    ["http://93.184.216.34/", "https_required"],
    ["http://10.0.0.1/", "address_forbidden"],
    ["https://example.com/hook?a=b", "accepted"],
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
