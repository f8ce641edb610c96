-- What the overview sums up, so that it need not count payouts; and what tells an open dashboard
-- that something has changed.

-- ---------------------------------------------------------------- changes

-- An item that is closed gets no new id. Found by this index or by none.
create index attention_items_closed on attention_items
  ((case when closed_at is not null then merchant_id end), closed_at) where closed_at is not null;

-- ---------------------------------------------------------------- tallies

-- Sums by time. `kind` says of what:
--   payout      payouts by when they were created, `word` is their status as it is now
--   paid_after  payouts by when they became paid, `word` is how long that took (tally_duration)
--   received    authentic messages of a source by when they were received
--   attempt     attempts of an endpoint by when they ended, `word` is their outcome
-- Each is kept for several lengths of time, the short ones for the last days only (tally_spans).
create table tallies (
  merchant_id uuid not null,
  span_seconds integer not null,
  kind text not null,
  starts_at timestamptz not null,
  -- the source or the endpoint
  subject_id uuid not null,
  word text not null default '',
  -- '' where there is none, or it is not known yet
  currency text not null default '',
  live boolean not null default true,
  count bigint not null,
  amount numeric(38, 4) not null default 0,
  last_at timestamptz,
  primary key
    (merchant_id, span_seconds, kind, starts_at, subject_id, word, currency, live)
) with (fillfactor = 80);

-- What is to be added to them, a row per commit and key: no writer waits for another. A row below
-- zero takes a payout from where it stood. Folded into `tallies` in the background.
create table tallies_new (
  merchant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  kind text not null,
  starts_at timestamptz not null,
  subject_id uuid not null,
  word text not null default '',
  currency text not null default '',
  live boolean not null default true,
  count bigint not null,
  amount numeric(38, 4) not null default 0,
  last_at timestamptz,
  primary key (merchant_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- How much time one tally sums up, and how old a moment may be that is still added to it. Who reads
-- asks for a day less, so that nothing that is read is only in a part of it.
create function tally_spans() returns table (seconds integer, kept interval)
language sql immutable parallel safe
as $$
  values (60, interval '3 days'), (900, interval '9 days'), (3600, interval '45 days'),
    (21600, interval '1000 years')
$$;

-- Where the tally of a moment begins.
create function tally_start(seconds integer, moment timestamptz) returns timestamptz
language sql immutable parallel safe
as $$ select date_bin(make_interval(secs => seconds), moment, 'epoch') $$;

-- The same by the shortest that is kept for it: for each payout that is written, so in constants.
-- `now` is asked for once by whoever calls, since for each row it would cost more than all the rest.
create function finest_tally_start(moment timestamptz, now timestamptz) returns timestamptz
language sql immutable parallel safe
as $$
  select case
    when moment > now - interval '3 days' then date_bin('1 minute', moment, 'epoch')
    when moment > now - interval '9 days' then date_bin('15 minutes', moment, 'epoch')
    when moment > now - interval '45 days' then date_bin('1 hour', moment, 'epoch')
    else date_bin('6 hours', moment, 'epoch')
  end
$$;

-- Durations by their order of magnitude: four steps per doubling, so that a percentile is right to a
-- tenth. `0` is up to a second, `n` up to 2^(n/4) seconds.
create function tally_duration(seconds double precision) returns text
language sql immutable parallel safe
as $$ select ceil(4 * ln(greatest(seconds, 1)) / ln(2))::integer::text $$;

-- Payouts of before there were tallies, up to `ends`: those up to `place` are counted. A row is gone
-- when all are. Whoever changes payouts meanwhile waits for the one who counts.
create table tally_fills (
  merchant_id uuid primary key,
  place uuid not null,
  ends uuid not null
);

-- Kept by the database, in the statement that writes the payouts: so that a release before this one
-- that runs beside it is counted, too, and nothing that is rolled back is.
create function tally_new_payouts() returns trigger
language plpgsql
as $$
declare
  at timestamptz;
  is_filling boolean;
begin
  if not exists (select from written) then
    return null;
  end if;
  perform from tally_fills for share;
  is_filling := found;
  at := paidout_now();
  insert into tallies_new
    (merchant_id, kind, starts_at, subject_id, word, currency, live, count, amount)
  select w.merchant_id, 'payout', finest_tally_start(w.created_at, at), w.source_id, w.status,
    coalesce(w.currency, ''), w.live, count(*), sum(coalesce(w.amount, 0))
  from written as w
  where not is_filling or not exists (
    select from tally_fills as f
    where f.merchant_id = w.merchant_id and w.id > f.place and w.id <= f.ends
  )
  group by 1, 2, 3, 4, 5, 6, 7
  union all
  -- Of one that was never seen otherwise only its provider knows how long it took.
  select w.merchant_id, 'paid_after', finest_tally_start(w.updated_at, at), w.source_id,
    tally_duration(extract(epoch from w.updated_at - w.provider_created_at)::double precision),
    coalesce(w.currency, ''), w.live, count(*), 0
  from written as w
  where w.status = 'paid' and w.provider_created_at is not null
  group by 1, 2, 3, 4, 5, 6, 7;
  return null;
end
$$;

create function tally_changed_payouts() returns trigger
language plpgsql
as $$
declare
  at timestamptz;
  is_filling boolean;
begin
  if not exists (select from written) then
    return null;
  end if;
  perform from tally_fills for share;
  is_filling := found;
  at := paidout_now();
  insert into tallies_new
    (merchant_id, kind, starts_at, subject_id, word, currency, live, count, amount)
  select moved.merchant_id, 'payout', finest_tally_start(moved.created_at, at), moved.source_id,
    moved.status, coalesce(moved.currency, ''), moved.live, sum(n), sum(n * coalesce(moved.amount, 0))
  from (
    select -1 as n, merchant_id, id, created_at, source_id, status, currency, live, amount
    from replaced
    union all
    select 1, merchant_id, id, created_at, source_id, status, currency, live, amount from written
  ) as moved
  where not is_filling or not exists (
    select from tally_fills as f
    where f.merchant_id = moved.merchant_id and moved.id > f.place and moved.id <= f.ends
  )
  group by 1, 2, 3, 4, 5, 6, 7
  having sum(n) <> 0 or sum(n * coalesce(moved.amount, 0)) <> 0;

  -- Grouped rather than joined, since two lists that have no index join row by row.
  insert into tallies_new
    (merchant_id, kind, starts_at, subject_id, word, currency, live, count)
  select paid.merchant_id, 'paid_after', finest_tally_start(paid.updated_at, at), paid.source_id,
    tally_duration(extract(epoch from paid.updated_at - paid.began_at)::double precision),
    paid.currency, paid.live, count(*)
  from (
    select both_rows.merchant_id, both_rows.source_id, max(both_rows.updated_at) as updated_at,
      min(both_rows.began_at) as began_at, max(both_rows.currency) as currency,
      bool_and(both_rows.live) as live
    from (
      select -1 as n, merchant_id, id, source_id, updated_at,
        coalesce(provider_created_at, created_at) as began_at, coalesce(currency, '') as currency,
        live
      from replaced where status = 'paid'
      union all
      select 1, merchant_id, id, source_id, updated_at,
        coalesce(provider_created_at, created_at), coalesce(currency, ''), live
      from written where status = 'paid'
    ) as both_rows
    group by both_rows.merchant_id, both_rows.id, both_rows.source_id
    having sum(n) = 1
  ) as paid
  group by 1, 2, 3, 4, 5, 6, 7;
  return null;
end
$$;

create trigger payouts_inserted after insert on payouts
  referencing new table as written
  for each statement execute function tally_new_payouts();
create trigger payouts_updated after update on payouts
  referencing old table as replaced new table as written
  for each statement execute function tally_changed_payouts();

-- Nobody writes payouts from here to the end of this migration. They are counted in the background.
insert into tally_fills (merchant_id, place, ends)
select m.id, '00000000-0000-0000-0000-000000000000', newest.id
from merchants as m
cross join lateral (
  select p.id from payouts as p where p.merchant_id = m.id order by p.id desc limit 1
) as newest;
