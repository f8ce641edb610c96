import { afterAll, beforeAll, expect, test } from "vitest"

import { createSandboxFixture, type SandboxFixture } from "../../test/support/sandbox-fixture.ts"
import { pruneStory } from "./prune-story.ts"

let fixture: SandboxFixture
beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
})
afterAll(async () => await fixture.close())

test("a story is kept for 30 days, however far the clock was moved", async () => {
  await fixture.act("create_payout")
  const told = await fixture.story()
  expect(told.length).toBeGreaterThan(0)
  await fixture.advance(60 * 24 * 60 * 60)
  const { pool } = fixture.database
  expect(await pruneStory(pool)).toBe(0)
  await pool.query(
    `insert into sandbox_story (merchant_id, account_id, id, kind, said, at)
     values ($1, $2, uuid_at(paidout_server_now() - interval '31 days'), 'note', 'old', $3)`,
    [fixture.account.merchantId, fixture.account.id, new Date()],
  )
  expect(await pruneStory(pool)).toBe(1)
  expect((await fixture.story()).map(({ said }) => said)).not.toContain("old")
})
