import { newUuidAfter } from "../ids.ts"
import { plainArray, textArray, timeArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/**
 * `request`: a call that changes something. `action`: at the dashboard. `note`: what happened by
 * itself. `misbehaviour`: what was done to a webhook or a call. `failure`: a step that broke.
 */
export const STORY_KINDS = [
  "request",
  "action",
  "note",
  "webhook",
  "misbehaviour",
  "failure",
] as const
export type StoryKind = (typeof STORY_KINDS)[number]

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

/** Behind the lines there are. Call it in the transaction that holds the account's lock. */
export async function insertStory(
  queryable: Queryable,
  account: AccountKey,
  lines: readonly Omit<StoryLine, "id">[],
): Promise<void> {
  if (lines.length === 0) return
  const ids: string[] = []
  const last = await findLastLine(queryable, account)
  for (const _ of lines) ids.push(newUuidAfter(ids.at(-1) ?? last))
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
      plainArray(ids),
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

/** The processes that write an account's story have clocks of their own. */
async function findLastLine(
  queryable: Queryable,
  account: AccountKey,
): Promise<string | undefined> {
  const { rows } = await queryable.query<{ id: string }>({
    name: "find_last_sandbox_line",
    text: `select id from sandbox_story
           where merchant_id = $1 and account_id = $2
           order by id desc
           limit 1`,
    values: [account.merchantId, account.id],
  })
  return rows[0]?.id
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
  const { rows } = await queryable.query<StoryRow>(
    `select ${STORY_COLUMNS} from sandbox_story
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
  return rows.map(storyLineFromRow)
}

/** The newest lines first, below the line `before`. */
export async function listLatestStory(
  queryable: Queryable,
  account: AccountKey,
  page: {
    readonly thingName?: string | undefined
    readonly run?: string | undefined
    readonly before: string | undefined
    readonly limit: number
  },
): Promise<readonly StoryLine[]> {
  const { rows } = await queryable.query<StoryRow>(
    `select ${STORY_COLUMNS} from sandbox_story
     where merchant_id = $1 and account_id = $2 and ($3::text is null or thing_name = $3)
       and ($4::text is null or run = $4) and ($5::uuid is null or id < $5)
     order by id desc
     limit $6`,
    [
      account.merchantId,
      account.id,
      page.thingName ?? null,
      page.run ?? null,
      page.before ?? null,
      page.limit,
    ],
  )
  return rows.map(storyLineFromRow)
}

const STORY_COLUMNS = "id, kind, thing_kind, thing_name, ordinal, said, detail, run, at"

interface StoryRow {
  readonly id: string
  readonly kind: StoryKind
  readonly thing_kind: string | null
  readonly thing_name: string | null
  readonly ordinal: string | null
  readonly said: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly run: string | null
  readonly at: Date
}

function storyLineFromRow(row: StoryRow): StoryLine {
  return {
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
  }
}
