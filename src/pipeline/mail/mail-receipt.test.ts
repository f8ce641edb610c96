import { describe, expect, test } from "vitest"

import { insertReceipt, type NewReceipt } from "../../mail/insert-receipt.ts"
import { useMailing } from "../../../test/support/mailing.ts"

const tests = useMailing()

const SECRET = "hidden-auditor@audit.example"

async function insert(changes: Partial<NewReceipt> = {}) {
  return insertReceipt(tests.database.pool, {
    merchantId: tests.fixture.merchantId,
    dedupeKey: "disb-1",
    to: ["payee@shop.example"],
    cc: ["boss@shop.example", "books@shop.example"],
    bcc: [SECRET],
    subject: "You were paid IDR 10,000",
    lines: ["Lantern Market has paid you."],
    facts: [
      ["Amount", "IDR 10,000"],
      ["Reference", "<b>ref & 1</b>"],
    ],
    ...changes,
  })
}

const rows = async () =>
  (
    await tests.database.pool.query(
      "select kind, dedupe_key, recipients, cc, bcc, refused, state, tries from mails order by id",
    )
  ).rows

describe("a receipt", () => {
  test("goes to its payees by a real mail server, whoever gets the health mails", async () => {
    await tests.settings({ recipients: ["ops@shop.example"], when: "never" })
    await insert()
    tests.start()
    await tests.arrived(1)
    const [mail] = tests.server.mails
    expect(mail?.to.toSorted()).toEqual([
      "books@shop.example",
      "boss@shop.example",
      SECRET,
      "payee@shop.example",
    ])
    expect(mail?.parsed.to).toMatchObject([{ address: "payee@shop.example" }])
    expect(mail?.parsed.cc).toMatchObject([
      { address: "boss@shop.example" },
      { address: "books@shop.example" },
    ])
    expect(mail?.parsed.subject).toBe("You were paid IDR 10,000")
    for (const text of [mail?.parsed.text, mail?.parsed.html]) {
      expect(text).toContain("Lantern Market has paid you.")
      expect(text).toContain("Amount: IDR 10,000")
      expect(text).toContain("No money was moved.")
    }
    expect(mail?.parsed.text).toContain("Reference: <b>ref & 1</b>")
    expect(mail?.parsed.html).not.toContain("<b>ref")
    expect(await rows()).toMatchObject([{ kind: "receipt", state: "sent", tries: 1 }])
  })

  test("has no byte that names who gets a blind copy", async () => {
    await insert()
    tests.start()
    await tests.arrived(1)
    const raw = tests.server.mails[0]?.raw ?? ""
    expect(raw).toContain("payee@shop.example")
    const unfolded = raw.replaceAll("=\r\n", "").replaceAll(/\r\n[ \t]/g, "")
    for (const text of [raw, unfolded, JSON.stringify(tests.server.mails[0]?.parsed)]) {
      expect(text).not.toContain("audit.example")
      expect(text).not.toContain("hidden-auditor")
    }
    expect(raw).not.toMatch(/^bcc/im)
  })

  test("to nobody but blind copies names nobody", async () => {
    await insert({ to: [], cc: [] })
    tests.start()
    await tests.arrived(1)
    const [mail] = tests.server.mails
    expect(mail?.to).toEqual([SECRET])
    expect(mail?.raw).toMatch(/^To: "?undisclosed-recipients"?:;\r?$/m)
    expect(mail?.raw).not.toContain("audit.example")
  })

  test("is tried again for whom the server puts off, under the same id and headers", async () => {
    let asked = 0
    tests.server.onRecipient = (address) => {
      if (address !== SECRET) return undefined
      asked += 1
      return asked === 1 ? { status: 451, text: "4.2.0 come back later" } : undefined
    }
    await insert()
    tests.start()
    await tests.arrived(2)
    const [first, again] = tests.server.mails
    expect(first?.to).not.toContain(SECRET)
    expect(again?.to).toEqual([SECRET])
    expect(again?.parsed.messageId).toBe(first?.parsed.messageId)
    expect(again?.parsed.to).toEqual(first?.parsed.to)
    expect(again?.parsed.cc).toEqual(first?.parsed.cc)
    expect(again?.raw).not.toContain("audit.example")
    expect(await rows()).toMatchObject([{ state: "sent", tries: 2 }])
  })

  test("of one payout is made once, however often it is told of", async () => {
    await Promise.all([insert(), insert({ subject: "Again" }), insert()])
    await insert({ dedupeKey: "disb-2" })
    expect(await rows()).toMatchObject([
      { dedupe_key: "receipt:disb-1" },
      { dedupe_key: "receipt:disb-2" },
    ])
    tests.start()
    await tests.arrived(2)
  })

  test("leaves out what is no mailbox, says so, and reaches the others", async () => {
    const wrong = ["no address", "a@b@c", "x@shop.example\r\nBcc: thief@evil.example"]
    const { dropped } = await insert({
      to: ["Payee <payee@shop.example>", ...wrong],
      cc: [],
      bcc: [""],
    })
    expect(dropped).toHaveLength(4)
    expect(dropped.join("")).not.toMatch(/[\r\n]/)
    tests.start()
    await tests.arrived(1)
    expect(tests.server.mails[0]?.to).toEqual(["payee@shop.example"])
    expect(tests.server.mails[0]?.raw).not.toContain("evil.example")
    expect(await rows()).toMatchObject([{ refused: dropped, state: "sent" }])
  })

  test("with no mailbox at all is no mail", async () => {
    expect(await insert({ to: ["nobody"], cc: [], bcc: [] })).toEqual({ dropped: ["nobody"] })
    expect(await rows()).toEqual([])
  })

  test("names a mailbox once: in To before Cc before Bcc, and never more than twenty", async () => {
    await insert({
      to: ["a@shop.example"],
      cc: ["A@shop.example", "b@shop.example"],
      bcc: ["b@shop.example", "c@shop.example"],
    })
    const many = Array.from({ length: 25 }, (_, index) => `p${index}@shop.example`)
    const { dropped } = await insert({ dedupeKey: "many", to: many, cc: [], bcc: [SECRET] })
    expect(dropped).toEqual([...many.slice(20), SECRET])
    const [one, other] = await rows()
    expect(one).toMatchObject({
      recipients: ["a@shop.example", "b@shop.example", "c@shop.example"],
      cc: ["b@shop.example"],
      bcc: ["c@shop.example"],
    })
    expect(other.recipients).toEqual(many.slice(0, 20))
  })
})
