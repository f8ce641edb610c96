import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { createTestDatabase } from "../../test/support/database.ts"
import type { TestDatabase } from "../../test/support/database.ts"
import { byteaArray, plainArray, textArray, timeArray } from "./array-parameter.ts"

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
})

async function readBack(type: string, parameter: unknown): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query<{ value: unknown }>(
    `select value from unnest($1::${type}[]) with ordinality as u (value, place) order by place`,
    [parameter],
  )
  return rows.map((row) => row.value)
}

describe("array parameters come back as they went", () => {
  test("int[] and uuid[], nulls included", async () => {
    expect(await readBack("int", plainArray([1, null, -3]))).toEqual([1, null, -3])
    const id = "0198c0de-0000-7000-8000-000000000001"
    expect(await readBack("uuid", plainArray([id, null]))).toEqual([id, null])
  })

  test("text[] with quotes, braces, commas, backslashes, line ends, NULL and empty text", async () => {
    const texts = ['a"b', "{c,d}", "\\e\\", "f\ng", "NULL", "", null, "é𝄞", " h "]
    expect(await readBack("text", textArray(texts))).toEqual(texts)
  })

  test("jsonb[]", async () => {
    const values = [{ a: 'q"\\' }, [1, null]]
    expect(
      await readBack("jsonb", textArray(values.map((value) => JSON.stringify(value)))),
    ).toEqual(values)
  })

  test("timestamptz[] to the millisecond", async () => {
    const times = [new Date(1_700_000_000_123), null]
    expect(await readBack("timestamptz", timeArray(times))).toEqual(times)
  })

  test("bytea[] with empty and missing elements, and whole bytes", async () => {
    const values = [Buffer.from([0, 255, 92, 34]), Buffer.alloc(0), null, Buffer.alloc(5_000, 7)]
    expect(await readBack("bytea", byteaArray(values))).toEqual(values)
  })

  test("empty arrays of every kind", async () => {
    expect(await readBack("uuid", plainArray([]))).toEqual([])
    expect(await readBack("text", textArray([]))).toEqual([])
    expect(await readBack("bytea", byteaArray([]))).toEqual([])
  })
})
