import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { newUuid } from "../ids.ts"
import { seal } from "../seal.ts"
import { findSource, findSourceById } from "./find-source.ts"
import { insertSource } from "./insert-source.ts"
import { createKeyring } from "./keyring.ts"
import { listSources } from "./list-sources.ts"
import { updateSource } from "./update-source.ts"

let database: TestDatabase
const merchantId = newUuid()
const secretKey = "the secret of this test installation"

beforeAll(async () => {
  database = await createTestDatabase()
  await database.pool.query("insert into merchants (id, name) values ($1, 'one')", [merchantId])
})
afterAll(() => database.drop())

describe("keyring", () => {
  test("seals with the newest key and opens with older ones", async () => {
    const keyring = createKeyring(database.pool, secretKey)
    const first = await keyring.createDataKey(database.pool, merchantId)
    const sealed = seal(first, Buffer.from("old"))
    const second = await keyring.createDataKey(database.pool, merchantId)
    expect(second.id).toBe(first.id + 1)
    expect(await keyring.sealingKey(merchantId)).toEqual(second)
    expect((await keyring.open(merchantId, sealed)).toString()).toBe("old")
  })

  test("opens what another process sealed with a key made after ours were read", async () => {
    const ours = createKeyring(database.pool, secretKey)
    await ours.dataKeys(merchantId)
    const theirs = createKeyring(database.pool, secretKey)
    const newer = await theirs.createDataKey(database.pool, merchantId)
    const sealed = seal(newer, Buffer.from("new"))
    expect((await ours.open(merchantId, sealed)).toString()).toBe("new")
  })

  test("another PAIDOUT_SECRET_KEY is refused as secret_key_wrong", async () => {
    const keyring = createKeyring(database.pool, "some other secret key")
    await expect(keyring.dataKeys(merchantId)).rejects.toMatchObject({ code: "secret_key_wrong" })
  })

  test("hashes follow from the secret key", () => {
    const keyring = createKeyring(database.pool, secretKey)
    const other = createKeyring(database.pool, "some other secret key")
    expect(keyring.hash("key")).toEqual(keyring.hash("key"))
    expect(keyring.hash("key")).not.toEqual(other.hash("key"))
  })
})

describe("sources", () => {
  test("a source comes back as it went in, and its secrets lie sealed in the table", async () => {
    const keyring = createKeyring(database.pool, secretKey)
    const source = await insertSource(database.pool, keyring, {
      merchantId,
      id: newUuid(),
      name: "xendit main",
      provider: "xendit",
      live: null,
      settings: { account: "acc-1" },
      secrets: { callback_token: ["token-in-the-clear"] },
      credentials: { api_key: "key-in-the-clear" },
    })
    expect(source).toMatchObject({
      settings: { account: "acc-1" },
      secrets: { callback_token: ["token-in-the-clear"] },
      hasCredentials: true,
      disabledAt: null,
    })
    expect(await findSource(database.pool, keyring, source)).toEqual(source)
    expect(await findSourceById(database.pool, keyring, source.id)).toEqual(source)
    const { rows } = await database.pool.query<{ text: string }>(
      `select encode(secrets_sealed, 'escape') || encode(credentials_sealed, 'escape') as text
       from sources where id = $1`,
      [source.id],
    )
    expect(rows[0]?.text).not.toContain("in-the-clear")
  })

  test("a change touches only the fields it names", async () => {
    const keyring = createKeyring(database.pool, secretKey)
    const [source] = await listSources(database.pool, keyring, { merchantId, limit: 1 })
    const id = source?.id ?? ""
    const disabled = await updateSource(database.pool, keyring, {
      merchantId,
      id,
      change: { disabled: true, live: false },
    })
    expect(disabled).toMatchObject({ name: "xendit main", live: false, hasCredentials: true })
    expect(disabled?.disabledAt).toBeInstanceOf(Date)
    const enabled = await updateSource(database.pool, keyring, {
      merchantId,
      id,
      change: { disabled: false },
    })
    expect(enabled).toMatchObject({ live: false, disabledAt: null })
  })

  test("another merchant does not find it by the merchant's own lookup", async () => {
    const keyring = createKeyring(database.pool, secretKey)
    const [source] = await listSources(database.pool, keyring, { merchantId, limit: 1 })
    const found = await findSource(database.pool, keyring, {
      merchantId: randomUUID(),
      id: source?.id ?? "",
    })
    expect(found).toBeUndefined()
  })
})
