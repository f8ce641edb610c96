import { describe, expect, test } from "vitest"
import { CHANNEL_CATEGORIES, CHANNELS, CURRENCIES, isCurrency, isWhole } from "./channels.ts"
import { channelsOf, ownChannels } from "./own-channels.ts"

const channels = [...CHANNELS.values()]

describe("the table of channels", () => {
  test("names each once, in the order of the codes", () => {
    const codes = channels.map(({ code }) => code)
    expect(codes).toEqual([...new Set(codes)].toSorted())
    expect(codes.length).toBe(198)
  })

  test("has every category and currency, and amounts that can be met", () => {
    expect(new Set(channels.map(({ category }) => category))).toEqual(new Set(CHANNEL_CATEGORIES))
    expect(new Set(channels.map(({ currency }) => currency))).toEqual(new Set(CURRENCIES))
    for (const { code, currency, minimum, maximum, increment } of channels) {
      expect(code).toMatch(/^(ID|PH|MY|TH|VN)_[A-Z0-9_]+$/)
      expect(minimum).toBeLessThan(maximum)
      expect(minimum % increment).toBe(0n)
      const isFine = increment < 10_000n
      expect(isFine && isCurrency(currency) && isWhole(currency)).toBe(false)
    }
  })

  test("shows the printed samples as they are printed", () => {
    expect(CHANNELS.get("ID_BSI")).toEqual({
      code: "ID_BSI",
      category: "BANK",
      currency: "IDR",
      name: "Bank Syariah Indonesia",
      minimum: 100_000_000n,
      maximum: 19_999_999_999_990_000n,
      increment: 10_000n,
    })
    expect(CHANNELS.get("PH_AUB")).toMatchObject({ name: "Asia United Bank", increment: 10_000n })
    expect(CHANNELS.get("ID_JAWA_TENGAH_UUS")).toMatchObject({ name: "Jawa Tengah UUS" })
  })
})

describe("channels of one's own", () => {
  const own = {
    channel_code: "TH_REAL",
    channel_category: "BANK",
    currency: "THB",
    channel_name: "A real one",
    amount_limits: { minimum: "10", maximum: "99.5", minimum_increment: "0.5" },
  }

  test("stand among the others, or in place of one", () => {
    const read = ownChannels.read([
      own,
      { ...own, channel_code: "ID_BCA", currency: "IDR", amount_limits: {} },
    ])
    const all = channelsOf(read ?? [])
    expect(all.size).toBe(CHANNELS.size + 1)
    expect([...all.keys()]).toEqual([...all.keys()].toSorted())
    expect(all.get("TH_REAL")).toMatchObject({
      name: "A real one",
      minimum: 100_000n,
      maximum: 995_000n,
      increment: 5_000n,
    })
    expect(all.get("ID_BCA")).toMatchObject({ name: "A real one", minimum: 10_000n })
  })

  test.each([
    ["no list", own],
    ["a wrong code", [{ ...own, channel_code: "lower" }]],
    ["a wrong category", [{ ...own, channel_category: "CARD" }]],
    ["another currency", [{ ...own, currency: "USD" }]],
    ["a name that is no text", [{ ...own, channel_name: 1 }]],
    ["limits as numbers", [{ ...own, amount_limits: { minimum: 1 } }]],
    ["an increment of nothing", [{ ...own, amount_limits: { minimum_increment: "0" } }]],
    ["half a rupiah", [{ ...own, currency: "IDR", amount_limits: { minimum_increment: "0.5" } }]],
    ["a thousandth of a baht", [{ ...own, amount_limits: { minimum_increment: "0.001" } }]],
    ["too many", Array.from({ length: 1_001 }, () => own)],
  ])("are refused: %s", (_what, value) => {
    expect(ownChannels.read(value)).toBeUndefined()
  })
})
