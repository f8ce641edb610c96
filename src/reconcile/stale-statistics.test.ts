import { afterAll, beforeAll, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { newUuid } from "../ids.ts"
import { createPool, type Pool, type PoolClient } from "../postgres/pool.ts"
import { claimHeldEvents } from "./claim-held-events.ts"
import { claimPolls } from "./claim-polls.ts"
import { clearEndedPolls } from "./clear-ended-polls.ts"
import { clearPolls } from "./clear-polls.ts"
import { clearSilenceTimers } from "./clear-silence-timers.ts"
import { countSourcePolls } from "./count-source-polls.ts"
import { deleteHeldEvents } from "./delete-held-events.ts"
import { endDueTimers } from "./end-due-timers.ts"
import { endPolls } from "./end-polls.ts"
import { hastenPollsOfSource } from "./hasten-polls-of-source.ts"
import { listDuePolls } from "./list-due-polls.ts"
import { listDueTimers } from "./list-due-timers.ts"
import { listHeldSources } from "./list-held-sources.ts"
import { listPollingSources, NO_SOURCE } from "./list-polling-sources.ts"
import { lockHeldEvents } from "./lock-held-events.ts"
import { lockHeldOfSource } from "./lock-held-of-source.ts"
import { noteAnswers } from "./note-answers.ts"
import { noteHeldFindings } from "./note-held-findings.ts"
import { postponeHeldEvents } from "./postpone-held-events.ts"
import { preferHeldEvents } from "./prefer-held-events.ts"
import { takeStuckPolls } from "./take-stuck-polls.ts"

const LENGTH = 1_500
/** What a statement reads that probes for a few rows, several times each. */
const READ_MAX = 60
/** PostgreSQL keeps a plan for all values after five executions. */
const EXECUTIONS = 8

const merchantId = newUuid()
const sourceId = newUuid()
const source = { merchantId, sourceId }
let database: TestDatabase
let stages: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  stages = createPool(database.connection, { connectionsMax: 1, indexProbesOnly: true })
  await database.pool.query("insert into merchants (id, name) values ($1, 'one')", [merchantId])
  await database.pool.query(
    `insert into sources (merchant_id, id, name, provider, settings, secrets_sealed)
     values ($1, $2, 'one', 'xendit', '{"confirm": "final"}', '')`,
    [merchantId, sourceId],
  )
})
afterAll(async () => {
  await stages.end()
  await database.drop()
})

type Table = "polls" | "held_events" | "silence_timers"

/** A row per number `n`. */
const FILL: Readonly<Record<Table, string>> = {
  polls: `insert into polls
      (merchant_id, subject, subject_id, source_id, urgency, since, due_at, stuck_at)
    select $1, 'payout', gen_random_uuid(), $2, 1, paidout_now(),
      paidout_now() - n * interval '1 s', paidout_now() + interval '1 day'
    from generate_series(1, $3::integer) as n returning subject_id as id, '' as name`,
  held_events: `insert into held_events
      (merchant_id, id, source_id, message_id, subject, provider_id, status, wire_event, priority,
       held_at, due_at)
    select $1, gen_random_uuid(), $2, gen_random_uuid(), 'payout', 'disb-' || n, 'paid', 'x', 2,
      paidout_now() - n * interval '1 s', paidout_now() - n * interval '1 s'
    from generate_series(1, $3::integer) as n returning id, provider_id as name`,
  silence_timers: `insert into silence_timers (merchant_id, payout_id, source_id, due_at)
    select $1, gen_random_uuid(), $2, paidout_now() - n * interval '1 s'
    from generate_series(1, $3::integer) as n returning payout_id as id, '' as name`,
}

interface Some {
  /** Three of them. */
  readonly ids: readonly string[]
  readonly names: readonly string[]
}

interface Case {
  readonly statement: string
  readonly table: Table
  /** What all rows are. */
  readonly rows?: string
  /** So many of them it changes: what finds none would read few. */
  readonly changes: number
  readonly run: (client: PoolClient, some: Some) => Promise<unknown>
}

const notDue = "due_at = paidout_now() + interval '1 hour'"
const urgent = "urgency = 0"
const isStuck = `${notDue}, stuck_at = paidout_now() - interval '1 s'`
const gaps = { firstMs: 1_000, gapMsMax: 60_000, forMs: 600_000, urgentMs: [5_000] }
const polls = (each: Omit<Case, "table">): Case => ({ ...each, table: "polls" })
const held = (each: Omit<Case, "table">): Case => ({ ...each, table: "held_events" })
const timers = (each: Omit<Case, "table">): Case => ({ ...each, table: "silence_timers" })
const few = 3
const subjects = (names: readonly string[]) =>
  names.map((providerId) => ({ ...source, subject: "payout" as const, providerId }))
const keys = (names: readonly string[]) =>
  subjects(names).map((subject) => ({ ...subject, status: "paid" }))

const cases: readonly Case[] = [
  ...["due_at = due_at", notDue, urgent, "due_at = null"].map((rows) =>
    polls({
      statement: "listPollingSources",
      ...{ rows, changes: 0 },
      run: (client) => listPollingSources(client, { after: NO_SOURCE, limit: 200 }),
    }),
  ),
  ...["due_at = due_at", notDue, urgent].map((rows) =>
    polls({
      statement: "listDuePolls",
      ...{ rows, changes: 0 },
      run: (client) => listDuePolls(client, { ...source, limit: few }),
    }),
  ),
  polls({
    statement: "countSourcePolls",
    changes: 0,
    run: (client) => countSourcePolls(client, { ...source, countMax: few }),
  }),
  polls({
    statement: "claimPolls",
    changes: few,
    run: (client, { ids }) => claimPolls(client, { ...source, subjectIds: ids }, gaps),
  }),
  polls({
    statement: "noteAnswers",
    changes: few,
    run: (client, { ids }) =>
      noteAnswers(
        client,
        {
          merchantId,
          polls: ids.map((subjectId) => ({
            ...{ subjectId, dueAt: null, finding: "not_known", detail: "" },
            ...{ isAgain: false, isChanged: false },
          })),
        },
        1_000,
      ),
  }),
  polls({
    statement: "clearEndedPolls",
    changes: 0,
    run: (client, { ids }) => clearEndedPolls(client, { merchantId, subjectIds: ids }),
  }),
  polls({
    statement: "clearPolls",
    changes: few,
    run: (client, { ids }) =>
      clearPolls(
        client,
        ids.map((subjectId) => ({ merchantId, subjectId })),
      ),
  }),
  polls({
    statement: "endPolls",
    changes: few,
    run: (client, { ids }) =>
      endPolls(client, { merchantId, subjectIds: ids }, { finding: "not_known", detail: "" }),
  }),
  polls({
    statement: "hastenPollsOfSource",
    rows: notDue,
    changes: few,
    run: (client) => hastenPollsOfSource(client, { ...source, limit: few }),
  }),
  polls({
    statement: "takeStuckPolls",
    rows: isStuck,
    changes: few,
    run: (client) => takeStuckPolls(client, few),
  }),
  ...["due_at = due_at", notDue].map((rows) =>
    held({
      statement: "listHeldSources",
      ...{ rows, changes: 0 },
      run: (client) => listHeldSources(client, 100),
    }),
  ),
  ...["priority = 2", "priority = 0, tries = 6", "priority = 1, tries = 1"].map((rows) =>
    held({
      statement: "claimHeldEvents",
      ...{ rows, changes: few },
      run: (client) => claimHeldEvents(client, source, few),
    }),
  ),
  held({
    statement: "claimHeldEvents",
    ...{ rows: notDue, changes: 0 },
    run: (client) => claimHeldEvents(client, source, few),
  }),
  held({
    statement: "lockHeldEvents",
    changes: 0,
    run: (client, { names }) =>
      lockHeldEvents(client, source, { asked: subjects(names), others: [] }),
  }),
  held({
    statement: "lockHeldOfSource",
    changes: 0,
    run: (client) => lockHeldOfSource(client, source, few),
  }),
  held({
    statement: "noteHeldFindings",
    changes: few,
    run: (client, { names }) =>
      noteHeldFindings(
        client,
        keys(names).map((one) => ({ ...one, finding: "x", detail: "", againWithinMs: null })),
      ),
  }),
  held({
    statement: "postponeHeldEvents",
    ...{ rows: "due_at = paidout_now() + interval '2 hours'", changes: few },
    run: (client, { names }) =>
      postponeHeldEvents(client, source, {
        ...{ claimed: keys(names), forMs: 1_000, finding: "timeout", detail: "" },
      }),
  }),
  held({
    statement: "deleteHeldEvents",
    changes: few,
    run: (client, { names }) => deleteHeldEvents(client, keys(names)),
  }),
  held({
    statement: "preferHeldEvents",
    changes: few,
    run: (client, { names }) => preferHeldEvents(client, subjects(names)),
  }),
  timers({ statement: "listDueTimers", changes: 0, run: (client) => listDueTimers(client, few) }),
  timers({
    statement: "clearSilenceTimers",
    changes: few,
    run: (client, { ids }) =>
      clearSilenceTimers(
        client,
        ids.map((payoutId) => ({ merchantId, payoutId })),
      ),
  }),
  timers({
    statement: "endDueTimers",
    changes: few,
    run: (client, { ids }) =>
      endDueTimers(
        client,
        ids.map((payoutId) => ({ merchantId, payoutId })),
      ),
  }),
]

// They are analysed while they are empty and full a moment later: the planner counts on no row, and
// every way to a row seems equally cheap, the whole of an index too.
test.each([{ by: "analyze" }, { by: "vacuum (analyze)" }, { by: "vacuum" }])(
  "of many few rows are read, whatever $by found when there was none",
  async ({ by }) => {
    const wrong: string[] = []
    for (const one of cases) {
      const { read, changed } = await measure(one, by)
      const what = `${one.statement}${one.rows === undefined ? "" : ` of rows with ${one.rows}`}`
      if (read > READ_MAX) wrong.push(`${what}: read ${read}`)
      if (changed !== one.changes) wrong.push(`${what}: changed ${changed}`)
    }
    expect(wrong).toEqual([])
  },
)

async function measure({ table, rows, run }: Case, by: string) {
  await database.pool.query("update listening set heard_until = paidout_server_now()")
  await database.pool.query(FILL[table], [merchantId, sourceId, LENGTH])
  await database.pool.query(`delete from ${table}`)
  await database.pool.query(`${by} ${table}`)
  const client = await stages.connect()
  try {
    const none = { ids: [newUuid(), newUuid(), newUuid()], names: ["a", "b", "c"] }
    for (let execution = 0; execution < EXECUTIONS; execution += 1) {
      await undone(client, () => run(client, none))
    }
    const made = await database.pool.query<{ id: string; name: string }>(FILL[table], [
      ...[merchantId, sourceId, LENGTH],
    ])
    if (rows !== undefined) await database.pool.query(`update ${table} set ${rows}`)
    const some = made.rows.slice(700, 703)
    return await undone(client, async () => {
      const before = await readSoFar(client, table)
      await run(client, { ids: some.map(({ id }) => id), names: some.map(({ name }) => name) })
      const after = await readSoFar(client, table)
      return { read: after.read - before.read, changed: after.changed - before.changed }
    })
  } finally {
    client.release(true)
    await database.pool.query(`delete from ${table}`)
  }
}

async function undone<Result>(client: PoolClient, work: () => Promise<Result>): Promise<Result> {
  await client.query("begin")
  try {
    return await work()
  } finally {
    await client.query("rollback")
  }
}

/** Rows of the table that this transaction has found, and changed. */
async function readSoFar(client: PoolClient, table: Table) {
  const { rows } = await client.query<{ read: number; changed: number }>(
    `select (seq_tup_read + idx_tup_fetch)::integer as read,
       (n_tup_upd + n_tup_del)::integer as changed
     from pg_stat_xact_user_tables where relname = $1`,
    [table],
  )
  return rows[0] ?? { read: Number.NaN, changed: Number.NaN }
}
