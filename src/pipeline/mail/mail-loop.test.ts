import { describe, expect, test } from "vitest"

import { useMailing } from "../../../test/support/mailing.ts"
import { insertAttemptRow } from "../../../test/support/health-rows.ts"
import { startDatabaseProxy } from "../../../test/support/database-proxy.ts"
import { createMailServer } from "../../../test/support/mail-server.ts"
import { createDeliveryFixture } from "../../../test/support/deliveries.ts"
import { createPool } from "../../postgres/pool.ts"
import { claimMails } from "../../mail/claim-mails.ts"
import { newUuid } from "../../ids.ts"

const tests = useMailing()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe("exactly one mail", () => {
  test("leaves per window, however many loops run", async () => {
    await tests.settings({})
    await tests.openItem()
    for (let loops = 0; loops < 4; loops += 1) tests.start()
    for (let window = 0; window < 6; window += 1) {
      await tests.moveTo(window)
      await tests.arrived(window + 1)
    }
    const ids = tests.server.mails.map(({ parsed }) => parsed.messageId)
    expect(new Set(ids).size).toBe(6)
    const rows = await tests.rows()
    expect(rows.map(({ state, tries }) => [state, tries])).toEqual(rows.map(() => ["sent", 1]))
    expect(tests.server.connections).toBe(6)
  })

  test("leaves per merchant, to its own recipients and of its own things", async () => {
    const other = await createDeliveryFixture(tests.database.pool)
    await tests.database.pool.query("update merchants set created_at = '2026-01-01T00:00:00Z'")
    await tests.settings({ recipients: ["a@shop.example", "b@shop.example"] })
    await tests.settings({ recipients: ["c@other.example"], when: "always" }, other.merchantId)
    await tests.openItem()
    for (let loops = 0; loops < 3; loops += 1) tests.start()
    await tests.moveTo(0)
    await tests.arrived(2)
    const mails = tests.server.mails.toSorted((a, b) => (a.to.join() < b.to.join() ? -1 : 1))
    expect(mails.map(({ to, parsed }) => [to, parsed.subject])).toEqual([
      [["a@shop.example", "b@shop.example"], "Paidout: 1 attention item open"],
      [["c@other.example"], "Paidout: all well, 0 delivered"],
    ])
  })

  test("is not sent twice when the clock is moved while it is on its way", async () => {
    await tests.settings({})
    await tests.openItem()
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>()
    tests.server.onMail = () => answered
    for (let loops = 0; loops < 3; loops += 1) tests.start()
    await tests.moveTo(0)
    await tests.until(() => tests.server.tries === 1)
    await tests.moveTo(0, 3 * 3_600)
    await sleep(300)
    answer(undefined)
    await tests.arrived(1)
    expect(tests.server.tries).toBe(1)
  })
})

describe("a window", () => {
  test("is told of as a whole, and of nothing before and after", async () => {
    await tests.settings({ when: "always" })
    const endpointId = await tests.fixture.addEndpoint("https://shop.example/hook")
    const key = { merchantId: tests.fixture.merchantId, endpointId }
    const minute = (windows: number, minutes: number) =>
      new Date(tests.firstWindow.getTime() + windows * 6 * 3_600_000 + minutes * 60_000)
    for (const moment of [minute(0, -1), minute(0, 0), minute(0, 359), minute(1, 0)]) {
      const now = { started_at: moment }
      await insertAttemptRow(tests.database.pool, { ...key, at: new Date().toISOString() }, now)
    }
    tests.start()
    await tests.moveTo(1)
    await tests.arrived(1)
    const [mail] = tests.server.mails
    expect(mail?.parsed.subject).toBe("Paidout: all well, 2 delivered")
    const shown = (moment: Date) => `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`
    expect(mail?.parsed.text).toContain(`${shown(minute(0, 0))} to ${shown(minute(1, 0))}`)
    expect(mail?.parsed.html).toContain("https://pay.example")
  })

  test("that ended while no hub ran is told of only if it is the last one", async () => {
    await tests.settings({})
    await tests.openItem()
    await tests.moveTo(5)
    tests.start()
    tests.start()
    await tests.arrived(1)
    const [row, ...others] = await tests.rows()
    expect(others).toEqual([])
    expect(row?.window_start).toEqual(new Date(tests.firstWindow.getTime() + 4 * 6 * 3_600_000))
  })

  test("whose mail was made but never written is dropped once another has ended", async () => {
    await tests.settings({})
    await tests.openItem()
    await tests.moveTo(0)
    const loop = tests.start({ limits: { lanes: 0 } })
    await tests.until(async () => (await tests.rows()).length === 1)
    await loop.stop()
    await tests.moveTo(3)
    tests.start()
    await tests.arrived(1)
    expect((await tests.rows()).map(({ state }) => state)).toEqual(["dropped", "sent"])
  })

  test("that ended before anybody wanted mails is not told of", async () => {
    await tests.openItem()
    await tests.moveTo(0)
    await tests.settings({})
    tests.start()
    await sleep(200)
    expect(await tests.rows()).toEqual([])
    await tests.moveTo(1)
    await tests.arrived(1)
  })
})

test("settings that change after a window has ended do not lose its mail", async () => {
  await tests.settings({})
  await tests.openItem()
  await tests.moveTo(0)
  await tests.settings({ when: "always", recipients: ["ops@shop.example", "new@shop.example"] })
  tests.start()
  await tests.arrived(1)
  expect(tests.server.mails[0]?.to).toEqual(["ops@shop.example", "new@shop.example"])
})

describe("a mail is only made", () => {
  test("where there is something to say, unless the merchant always wants it", async () => {
    await tests.settings({})
    tests.start()
    await tests.moveTo(0)
    await tests.until(async () => (await tests.rows())[0]?.state === "dropped")
    await tests.settings({ when: "always" })
    await tests.moveTo(1)
    await tests.arrived(1)
    await tests.settings({ when: "never" })
    await tests.openItem()
    await tests.moveTo(2)
    await sleep(200)
    expect(tests.server.tries).toBe(1)
    expect(await tests.rows()).toHaveLength(2)
    await expect(tests.metrics.mails.get()).resolves.toMatchObject({
      values: expect.arrayContaining([
        expect.objectContaining({ labels: { kind: "health", outcome: "dropped" }, value: 1 }),
        expect.objectContaining({ labels: { kind: "health", outcome: "sent" }, value: 1 }),
      ]),
    })
  })

  test("for a merchant who came within the window only from the next one on, where nothing happened", async () => {
    await tests.settings({ when: "always" })
    await tests.database.pool.query("update merchants set created_at = paidout_now()")
    tests.start()
    await tests.moveTo(0)
    await tests.until(async () => (await tests.rows())[0]?.state === "dropped")
    await tests.moveTo(1)
    await tests.arrived(1)
    expect(tests.server.mails[0]?.parsed.subject).toBe("Paidout: all well, 0 delivered")
  })

  test("for merchants with recipients", async () => {
    await tests.settings({ recipients: [], when: "always" })
    await tests.openItem()
    tests.start()
    await tests.moveTo(0)
    await sleep(200)
    expect(await tests.rows()).toEqual([])
  })
})

describe("a mail server in trouble", () => {
  test("that refuses connections gets the mail when it is back", async () => {
    await tests.settings({})
    await tests.openItem()
    const { port } = tests.server
    await tests.server.close()
    tests.start()
    await tests.moveTo(0)
    await tests.until(async () => ((await tests.rows())[0]?.tries ?? 0) >= 3)
    expect((await tests.rows())[0]).toMatchObject({
      state: "due",
      last_error: expect.stringMatching(/^connection_refused: /),
    })
    const back = await createMailServer({ port })
    try {
      await tests.until(() => back.mails.length === 1)
      await tests.until(async () => (await tests.rows())[0]?.state === "sent")
    } finally {
      await back.close()
    }
  })

  test("that says 4xx is asked again, with the same mail", async () => {
    await tests.settings({})
    await tests.openItem()
    const seen: string[] = []
    tests.server.onMail = ({ parsed }) => {
      seen.push(`${parsed.messageId} ${parsed.subject} ${parsed.text}`)
      return seen.length < 3 ? { status: 451, text: "try later" } : undefined
    }
    tests.start()
    tests.start()
    await tests.moveTo(0)
    await tests.until(() => seen.length === 1)
    await tests.openItem()
    await tests.arrived(1)
    expect(seen).toHaveLength(3)
    expect(new Set(seen).size).toBe(1)
    expect(await tests.rows()).toMatchObject([{ state: "sent", tries: 3, last_error: null }])
  })

  test("that never answers holds up neither the loop nor other mails", async () => {
    const other = await createDeliveryFixture(tests.database.pool)
    await tests.settings({ recipients: ["slow@shop.example"] })
    await tests.settings({ recipients: ["c@other.example"] }, other.merchantId)
    await tests.openItem()
    await tests.openItem(other.merchantId)
    tests.server.onRecipient = (address) =>
      address.startsWith("slow") ? new Promise(() => {}) : undefined
    tests.start({ smtp: { silenceMs: 300 } })
    await tests.moveTo(0)
    await tests.arrived(1)
    expect(tests.server.mails[0]?.to).toEqual(["c@other.example"])
    await tests.until(async () =>
      (await tests.rows()).some(({ last_error }) => last_error?.startsWith("timeout") === true),
    )
  })

  test("that refuses one recipient for good and another for now gets both right", async () => {
    await tests.settings({
      recipients: ["gone@shop.example", "full@shop.example", "ops@shop.example"],
    })
    await tests.openItem()
    let full = 2
    tests.server.onRecipient = (address) => {
      if (address.startsWith("gone")) return { status: 550, text: "no such mailbox" }
      return address.startsWith("full") && (full -= 1) >= 0
        ? { status: 452, text: "mailbox full" }
        : undefined
    }
    tests.start()
    await tests.moveTo(0)
    await tests.arrived(2)
    expect(tests.server.mails.map(({ to }) => to)).toEqual([
      ["ops@shop.example"],
      ["full@shop.example"],
    ])
    expect(await tests.rows()).toMatchObject([
      {
        state: "sent",
        accepted: ["ops@shop.example", "full@shop.example"],
        refused: ["gone@shop.example"],
      },
    ])
  })

  test("for a whole day makes the mail be given up, with an error that a person sees", async () => {
    await tests.settings({})
    await tests.openItem()
    tests.server.onMail = () => ({ status: 554, text: "we do not like you" })
    tests.start()
    await tests.moveTo(0)
    await tests.until(() => tests.server.tries >= 2)
    await tests.settings({ when: "needed" })
    await tests.moveTo(4, 10)
    await tests.until(async () => (await tests.rows())[0]?.state === "given_up")
    expect(tests.log).toContainEqual(
      expect.objectContaining({
        level: 50,
        msg: expect.stringContaining("given up"),
        error: "rejected: 554 we do not like you",
      }),
    )
  })
})

describe("recipients that change", () => {
  test("meanwhile: who was taken out gets nothing any more", async () => {
    await tests.settings({ recipients: ["leaver@shop.example", "ops@shop.example"] })
    await tests.openItem()
    tests.server.onMail = () => ({ status: 451, text: "try later" })
    tests.start()
    await tests.moveTo(0)
    await tests.until(() => tests.server.tries >= 1)
    await tests.settings({ recipients: ["ops@shop.example", "new@shop.example"] })
    await sleep(200)
    tests.server.onMail = () => undefined
    await tests.arrived(1)
    expect(tests.server.mails[0]?.to).toEqual(["ops@shop.example"])
    await tests.moveTo(1)
    await tests.arrived(2)
    expect(tests.server.mails[1]?.to).toEqual(["ops@shop.example", "new@shop.example"])
  })

  test("to nobody: the mail is dropped", async () => {
    await tests.settings({})
    await tests.openItem()
    tests.server.onMail = () => ({ status: 451, text: "try later" })
    tests.start()
    await tests.moveTo(0)
    await tests.until(() => tests.server.tries >= 1)
    await tests.settings({ recipients: [] })
    await tests.until(async () => (await tests.rows())[0]?.state === "dropped")
    expect(tests.server.mails).toEqual([])
  })
})

describe("a claim", () => {
  test("is one process's until it runs out, and then another's", async () => {
    await tests.settings({})
    await tests.openItem()
    await tests.moveTo(0)
    const loop = tests.start({ limits: { lanes: 0 } })
    await tests.until(async () => (await tests.rows()).length === 1)
    await loop.stop()
    const claim = { claimId: newUuid(), leaseMs: 400, limit: 5 }
    expect(await claimMails(tests.database.pool, claim)).toHaveLength(1)
    const begun = performance.now()
    tests.start()
    await tests.arrived(1)
    expect(performance.now() - begun).toBeGreaterThan(350)
    expect(await tests.rows()).toMatchObject([{ state: "sent", tries: 2, claimed_by: null }])
  })

  test("ends with what the mail came to, also where the database cannot take that at once", async () => {
    await tests.settings({})
    await tests.openItem()
    const pool = createPool(tests.database.connection, { statementTimeoutMs: 200 })
    const locker = await tests.database.pool.connect()
    tests.server.onMail = async () => {
      await locker.query("begin")
      await locker.query("lock table mails in exclusive mode")
      setTimeout(() => void locker.query("rollback"), 400)
      return undefined
    }
    const loop = tests.start({ pool })
    try {
      await tests.moveTo(0)
      await tests.until(async () => (await tests.rows())[0]?.state === "sent")
      expect(tests.server.tries).toBe(1)
    } finally {
      await loop.stop()
      locker.release()
      await pool.end()
    }
  })

  test("is given back also where the database's answer to that is lost: nothing is sent twice", async () => {
    const proxy = await startDatabaseProxy(tests.database.connection)
    const pool = createPool(proxy.connection)
    await tests.settings({})
    await tests.openItem()
    tests.server.onMail = () => {
      proxy.loseAnswerTo("set accepted =")
      return undefined
    }
    const loop = tests.start({ pool })
    try {
      await tests.moveTo(0)
      await tests.arrived(1)
      await sleep(1_000)
      expect(tests.server.tries).toBe(1)
      expect(await tests.rows()).toMatchObject([
        { state: "sent", tries: 1, claimed_by: null, accepted: ["ops@shop.example"] },
      ])
    } finally {
      await loop.stop()
      await pool.end()
      await proxy.close()
    }
  })

  test("is given back by a stop that cuts the mail off", async () => {
    await tests.settings({})
    await tests.openItem()
    tests.server.onRecipient = () => new Promise(() => {})
    const loop = tests.start({ limits: { stopMs: 100 } })
    await tests.moveTo(0)
    await tests.until(() => tests.server.connections === 1)
    await loop.stop()
    expect(await tests.rows()).toMatchObject([
      { state: "due", claimed_by: null, last_error: expect.stringMatching(/^stopped/) },
    ])
    tests.server.onRecipient = () => undefined
    tests.start()
    await tests.arrived(1)
  })
})
