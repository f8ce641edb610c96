import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { listStory, type StoryLine } from "../story.ts"
import type { Thing } from "../thing.ts"
import { findRun } from "./find-run.ts"
import type { FoundRun } from "./found-run.ts"
import { listMadeByRun } from "./list-made-by-run.ts"

const STORY_LINES_MAX = 500

export interface ReadRun {
  readonly run: FoundRun
  readonly made: readonly Thing[]
  /** From behind a line; at most 500. */
  readonly story: readonly StoryLine[]
}

/** A run as it stands at one moment: one that has ended comes with the lines of its end. */
export function readRun(
  pool: Pool,
  key: { readonly merchantId: string; readonly id: string },
  storyAfter: string | null,
): Promise<ReadRun | undefined> {
  return inTransaction(pool, async (client) => {
    await client.query("set transaction isolation level repeatable read, read only")
    const run = await findRun(client, key)
    if (run === undefined) return undefined
    const made = await listMadeByRun(client, run)
    const page = { run: run.id, after: storyAfter, limit: STORY_LINES_MAX }
    return { run, made, story: await listStory(client, run.account, page) }
  })
}
