import type { Pool } from "../src/postgres/pool.ts"
import { FILL_COURSES, FILL_SOURCES, markerOf, webhookOf } from "./fill-templates.ts"

/** Copies what the hub made of the courses into small tables of the schema `bench`. */
export async function keepTemplates(pool: Pool): Promise<void> {
  await pool.query(`
    create schema bench;
    create unlogged table bench.courses (
      course integer primary key, marker text not null, share integer not null, place text,
      payout_id uuid, source_id uuid
    );
    create unlogged table bench.keys (course integer, key text);
    create unlogged table bench.steps (course integer, step integer, after_minutes integer)`)
  for (const [course, { share, place, source, steps }] of FILL_COURSES.entries()) {
    const marker = markerOf(course)
    await pool.query(
      `insert into bench.courses
       select $1, $2, $3, $4, id, source_id from payouts where reference = 'payroll-' || $2`,
      [course, marker, share, place ?? null],
    )
    const provider = FILL_SOURCES.find(({ name }) => name === source)?.provider ?? "xendit"
    for (const [step, { sample }] of steps.entries()) {
      const { keys } = webhookOf({ provider, marker }, { sample, step })
      await pool.query("insert into bench.keys select $1, unnest($2::text[])", [course, keys])
    }
    await pool.query(
      "insert into bench.steps select $1, ordinality - 1, m from unnest($2::integer[]) with ordinality as s (m)",
      [course, steps.map(({ afterMinutes }) => afterMinutes)],
    )
  }
  await pool.query(`
    create unlogged table bench.payouts as
      select c.course, p.* from bench.courses as c join payouts as p on p.id = c.payout_id;
    create unlogged table bench.names as
      select c.course, n.* from bench.courses as c join names as n on n.subject_id = c.payout_id;
    create unlogged table bench.history as
      select c.course, (row_number() over (partition by c.course order by h.id) - 1)::integer as step, h.*
      from bench.courses as c join history as h on h.subject_id = c.payout_id;
    create unlogged table bench.messages as
      select h.course, h.step, m.* from bench.history as h join messages as m on m.id = h.message_id;
    create unlogged table bench.event_bodies as
      select h.course, h.step, b.* from bench.history as h join event_bodies as b on b.event_id = h.id;
    create unlogged table bench.deliveries as
      select h.course, h.step, d.* from bench.history as h join deliveries as d on d.event_id = h.id;
    create unlogged table bench.attempts as
      select d.course, d.step, a.* from bench.deliveries as d join attempts as a on a.delivery_id = d.id;
    create unlogged table bench.attention_items as
      select c.course, i.* from bench.courses as c join attention_items as i on i.subject_id = c.payout_id;
    create unlogged table bench.polls as
      select c.course, p.* from bench.courses as c join polls as p on p.subject_id = c.payout_id;
    create unlogged table bench.silence_timers as
      select c.course, t.* from bench.courses as c join silence_timers as t on t.payout_id = c.payout_id;
    create unlogged table bench.parked as
      select p.*, m.received_at from parked as p join messages as m on m.id = p.message_id;

    -- a UUIDv7 of a moment, the same for the same seed
    create function bench.id_at(at timestamptz, seed text) returns uuid
    language sql immutable parallel safe
    as $$
      select overlay(
        overlay(md5(seed) placing lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' from 1)
        placing '8' from 17)::uuid
    $$`)
  const { rows } = await pool.query<{ missing: string }>(
    `select string_agg(s.course || '.' || s.step, ', ') as missing from bench.steps as s
     where not exists (
       select from bench.attempts as a where a.course = s.course and a.step = s.step)`,
  )
  if (rows[0]?.missing !== null) throw new Error(`Steps that made no delivery: ${rows[0]?.missing}`)
}
