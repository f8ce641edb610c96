import { newUuid } from "../ids.ts"
import { plainArray, textArray, timeArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** `step`: a thing moved on. `misbehaviour`: what was done to a webhook or a call. */
export type StoryKind = "request" | "action" | "note" | "webhook" | "misbehaviour" | "failure"

/** A line of what happened at a simulated provider. */
export interface StoryLine {
  readonly id: string
  readonly kind: StoryKind
  readonly thing: {
    readonly kind: string
    readonly name: string
    readonly ordinal: number
  } | null
  readonly said: string
  readonly detail: Readonly<Record<string, unknown>>
  /** The run of a scenario that it belongs to, by name. */
  readonly run: string | null
  readonly at: Date
}

export async function insertStory(
  queryable: Queryable,
  account: AccountKey,
  lines: readonly Omit<StoryLine, "id">[],
): Promise<void> {
  if (lines.length === 0) return
  await queryable.query({
    name: "insert_sandbox_story",
    text: `
      insert into sandbox_story
        (merchant_id, account_id, id, kind, thing_kind, thing_name, ordinal, said, detail, run, at)
      select $1, $2, * from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[],
        $8::text[], $9::jsonb[], $10::text[], $11::timestamptz[])`,
    values: [
      account.merchantId,
      account.id,
      plainArray(lines.map(() => newUuid())),
      textArray(lines.map((line) => line.kind)),
      textArray(lines.map((line) => line.thing?.kind ?? null)),
      textArray(lines.map((line) => line.thing?.name ?? null)),
      plainArray(lines.map((line) => line.thing?.ordinal ?? null)),
      textArray(lines.map((line) => line.said)),
      textArray(lines.map((line) => JSON.stringify(line.detail))),
      textArray(lines.map((line) => line.run)),
      timeArray(lines.map((line) => line.at)),
    ],
  })
}

/** In the order it happened, behind the line `after`; of one thing or one run, where it is named. */
export async function listStory(
  queryable: Queryable,
  account: AccountKey,
  page: {
    readonly thingName?: string | undefined
    readonly run?: string | undefined
    readonly after: string | null
    readonly limit: number
  },
): Promise<readonly StoryLine[]> {
  const { rows } = await queryable.query<{
    id: string
    kind: StoryKind
    thing_kind: string | null
    thing_name: string | null
    ordinal: string | null
    said: string
    detail: Readonly<Record<string, unknown>>
    run: string | null
    at: Date
  }>(
    `select id, kind, thing_kind, thing_name, ordinal, said, detail, run, at from sandbox_story
     where merchant_id = $1 and account_id = $2 and ($3::text is null or thing_name = $3)
       and ($4::text is null or run = $4) and ($5::uuid is null or id > $5)
     order by id
     limit $6`,
    [
      account.merchantId,
      account.id,
      page.thingName ?? null,
      page.run ?? null,
      page.after,
      page.limit,
    ],
  )
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    thing:
      row.thing_kind === null || row.thing_name === null
        ? null
        : { kind: row.thing_kind, name: row.thing_name, ordinal: Number(row.ordinal) },
    said: row.said,
    detail: row.detail,
    run: row.run,
    at: row.at,
  }))
}
