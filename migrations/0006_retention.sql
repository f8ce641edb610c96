-- Partitions that are made ahead of time and dropped when they are old.
--
-- What is pruned goes by weeks, so that 30 days are 30 to 37 and not 61; what is kept for ever goes
-- by quarters, since each partition is one more to plan for and to probe for whoever asks by another
-- column than the id, and they only become more.

-- ---------------------------------------------------------------- what partitions there are

-- `week` or `quarter`: how much of a table stands in one partition.
create function partition_span(parent text) returns text
language sql immutable parallel safe
as $$ select case when parent in ('history', 'deliveries') then 'quarter' else 'week' end $$;

-- The smallest UUIDv7 of a moment. Of one before 1970, as a hundred years ago is, the smallest of all:
-- a negative number would be written as the largest, and everything would be older than that.
create or replace function uuid_at(moment timestamptz) returns uuid
language sql immutable parallel safe
as $$
  select (lpad(
    to_hex((case when moment < 'epoch' then 0 else extract(epoch from moment) * 1000 end)::bigint),
    12, '0'
  ) || repeat('0', 20))::uuid
$$;

-- The moment in a UUIDv7.
create function uuid_time(id uuid) returns timestamptz
language sql immutable parallel safe
as $$
  select to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$;

-- All but the default one, oldest first.
create function partitions_of(parent text)
returns table (partition text, ids_from uuid, ids_before uuid)
language sql stable
as $$
  select c.relname::text, bound[1]::uuid, bound[2]::uuid
  from pg_inherits as i
  join pg_class as c on c.oid = i.inhrelid
  cross join lateral regexp_match(
    pg_get_expr(c.relpartbound, c.oid),
    '^FOR VALUES FROM \(''([0-9a-f-]{36})''\) TO \(''([0-9a-f-]{36})''\)$'
  ) as bound
  where i.inhparent = to_regclass(parent) and bound is not null
  order by bound[1]::uuid
$$;

-- ---------------------------------------------------------------- made ahead of time

-- Of which moments a partition is missing, from now on for two weeks or a month. And of what stands
-- in the default partition of a table that is kept for ever: a machine's clock was wrong.
create function missing_partitions(moment timestamptz)
returns table (parent text, missing_at timestamptz)
language sql stable
as $$
  with wanted as (
    select t.parent, moment + day * interval '1 day' as missing_at
    from unnest(
      array['messages', 'history', 'event_bodies', 'deliveries', 'attempts', 'readings']
    ) as t (parent)
    cross join generate_series(0, 31) as day
    where day <= case partition_span(t.parent) when 'week' then 14 else 31 end
    union all
    select 'history', uuid_time(id) from (select id from history_default limit 1) as stray
    where uuid_time(id) < moment
    union all
    select 'deliveries', uuid_time(id) from (select id from deliveries_default limit 1) as stray
    where uuid_time(id) < moment
  ), known as materialized (
    select t.parent, p.ids_from, p.ids_before
    from (select distinct parent from wanted) as t
    cross join lateral partitions_of(t.parent) as p
  )
  select w.parent, min(w.missing_at) from wanted as w
  where not exists (
    select from known as k
    where k.parent = w.parent
      and k.ids_from <= uuid_at(w.missing_at) and uuid_at(w.missing_at) < k.ids_before
  )
  group by w.parent, date_trunc(partition_span(w.parent), w.missing_at at time zone 'UTC')
  order by 2, 1
$$;

-- Makes the partition that holds `moment`: of its week or quarter what no other one holds. Rows that
-- stand in the default partition move into it. Says `made`, `there`, `busy` (somebody has the table
-- for longer than one may wait: whoever waits for its lock holds up everyone who comes after) or
-- `crowded` (too many rows would have to move at once). Where it is not made, rows stand in the
-- default partition meanwhile.
--
-- For a partition of the future only those wait who read the default one: inserts go on.
create function make_partition(parent text, moment timestamptz) returns text
language plpgsql
set lock_timeout = '250ms'
as $$
declare
  moved_max constant integer := 10000;
  rows_default text := parent || '_default';
  key text := case parent when 'event_bodies' then 'event_id' else 'id' end;
  span text := partition_span(parent);
  place uuid := uuid_at(moment);
  first uuid := uuid_at(date_trunc(span, moment at time zone 'UTC') at time zone 'UTC');
  next uuid := uuid_at((
    date_trunc(span, moment at time zone 'UTC')
      + case span when 'week' then interval '1 week' else interval '3 months' end
  ) at time zone 'UTC');
  child text;
  strays integer;
  moved integer;
  is_empty boolean;
begin
  perform pg_advisory_xact_lock(hashtext('paidout.make_partitions'));
  if exists (
    select from partitions_of(parent) as p where p.ids_from <= place and place < p.ids_before
  ) then
    return 'there';
  end if;
  first := greatest(first, (
    select p.ids_before from partitions_of(parent) as p where p.ids_before <= place
    order by p.ids_before desc limit 1));
  next := least(next, (
    select p.ids_from from partitions_of(parent) as p where p.ids_from > place
    order by p.ids_from limit 1));
  child := parent || to_char(
    uuid_time(first) at time zone 'UTC', case span when 'week' then '_YYYY_MM_DD' else '_YYYY_MM' end);
  execute format(
    'select count(*)::integer from (select from %I where %I >= $1 and %I < $2 limit $3) as stray',
    rows_default, key, key
  ) into strays using first, next, moved_max + 1;
  if strays > moved_max then
    return 'crowded';
  end if;
  execute format('create table %I (like %I including all)', child, parent);
  if parent = 'deliveries' then
    execute format('alter table %I set (fillfactor = 80)', child);
  end if;
  -- Whoever is planning a statement knows the partitions of a moment ago, and would miss the rows of
  -- this one. A partition of the future has none, so nobody need wait.
  is_empty := strays = 0 and first > uuid_at(paidout_server_now());
  execute format(
    'lock table only %I in %s mode', parent,
    case when is_empty then 'share update exclusive' else 'access exclusive' end);
  execute format('lock table %I in access exclusive mode', rows_default);
  execute format(
    'with moved as (delete from %I where %I >= %L and %I < %L returning *)
     insert into %I select * from moved',
    rows_default, key, first, key, next, child
  );
  get diagnostics moved = row_count;
  if is_empty and moved > 0 then
    raise lock_not_available;
  end if;
  execute format(
    'alter table %I attach partition %I for values from (%L) to (%L)', parent, child, first, next
  );
  return 'made';
exception when lock_not_available or deadlock_detected then
  return 'busy';
end
$$;

-- The same for all tables, for a release before this one that runs beside it.
create or replace function make_partitions(moment timestamptz) returns void
language plpgsql
set lock_timeout = 0
as $$
begin
  perform make_partition(m.parent, m.missing_at) from missing_partitions(moment) as m;
end
$$;
drop function make_partition_around_rows(text, text, uuid, uuid);

-- Months that hold nothing yet give way. The others stay, and what is pruned goes as a whole.
do $$
declare
  parent text;
  child text;
  is_used boolean;
begin
  foreach parent in
    array array['messages', 'history', 'event_bodies', 'deliveries', 'attempts', 'readings']
  loop
    execute format('lock table only %I in access exclusive mode', parent);
    for child in select partition from partitions_of(parent) loop
      execute format('select exists (select from %I)', child) into is_used;
      if not is_used then
        execute format('drop table %I', child);
      end if;
    end loop;
  end loop;
end
$$;
select make_partitions(paidout_server_now());

-- ---------------------------------------------------------------- dropped when they are old

-- What was dropped, and when: whoever asks for one of its rows is told so.
create table pruned_partitions (
  parent text not null,
  ids_from uuid not null,
  ids_before uuid not null,
  -- rows that were still needed: they stand in the default partition since
  kept integer not null check (kept >= 0),
  bytes bigint not null check (bytes >= 0),
  pruned_at timestamptz not null default paidout_server_now(),
  primary key (parent, ids_from)
);

-- Messages that somebody still has to do with: to be settled, to be looked at by a person, or
-- waiting for their provider's confirmation.
create function needed_messages(first uuid, next uuid) returns table (merchant_id uuid, id uuid)
language sql stable
as $$
  select u.merchant_id, u.message_id from unsettled as u
  where u.message_id >= first and u.message_id < next
  union
  select p.merchant_id, p.message_id from parked as p
  where p.message_id >= first and p.message_id < next
  union
  select h.merchant_id, h.message_id from held_events as h
  where h.message_id >= first and h.message_id < next
$$;

-- Bodies of deliveries that stand in the queue.
create function needed_bodies(first uuid, next uuid)
returns table (merchant_id uuid, event_id uuid, format text)
language sql stable
as $$
  select distinct d.merchant_id, d.event_id, d.format
  from due_deliveries as q
  join deliveries as d on d.merchant_id = q.merchant_id and d.id = q.delivery_id
  where d.event_id >= first and d.event_id < next
$$;

-- Drops a partition whose rows are all older than `days` of the server's own time, in one statement:
-- who dies in the middle has done nothing, and nobody holds the table while he thinks. What is still
-- needed moves to the default partition. Says `pruned`, or why not: `gone` (another process was
-- first, or it is not that old), `busy` (somebody has the table: try again), `crowded` (too much of
-- it is still needed: it stays whole), `resending` (a resend is still looking for bodies).
create function prune_partition(
  parent text, partition text, days integer,
  out outcome text, out kept integer, out bytes bigint
)
language plpgsql
set lock_timeout = '250ms'
as $$
declare
  kept_rows_max constant integer := 5000;
  kept_bytes_max constant bigint := 32 * 1024 * 1024;
  -- a resend that has looked for longer is one of an endpoint that takes nothing
  resend_waited_for constant interval := '7 days';
  first uuid;
  next uuid;
  merchants uuid[];
  ids uuid[];
  formats text[];
  kept_bytes bigint := 0;
begin
  kept := 0;
  bytes := 0;
  outcome := 'busy';
  if not pg_try_advisory_xact_lock(hashtext('paidout.make_partitions')) then
    return;
  end if;
  select p.ids_from, p.ids_before into first, next from partitions_of(parent) as p
  where p.partition = prune_partition.partition
    and p.ids_before <= uuid_at(paidout_server_now() - make_interval(days => days));
  if not found then
    outcome := 'gone';
    return;
  end if;
  if parent = 'event_bodies' and exists (
    select from resend_parts as part
    join resends as r on r.merchant_id = part.merchant_id and r.id = part.resend_id
    where part.state = 'queueing' and r.finished_at is null
      and r.begun_at > paidout_server_now() - resend_waited_for
  ) then
    outcome := 'resending';
    return;
  end if;

  -- Nobody adds to it while one looks what of it is needed; who reads it goes on.
  execute format('lock table %I in exclusive mode', partition);
  case parent
    when 'messages' then
      select array_agg(n.merchant_id), array_agg(n.id) into merchants, ids
      from (select * from needed_messages(first, next) limit kept_rows_max + 1) as n;
      execute format(
        'select count(*)::integer, coalesce(sum(c.body_bytes), 0)
         from %I as c join unnest($1, $2) as n (merchant_id, id) using (merchant_id, id)', partition
      ) into kept, kept_bytes using merchants, ids;
    when 'event_bodies' then
      select array_agg(n.merchant_id), array_agg(n.event_id), array_agg(n.format)
      into merchants, ids, formats
      from (select * from needed_bodies(first, next) limit kept_rows_max + 1) as n;
      execute format(
        'select count(*)::integer, coalesce(sum(octet_length(c.body_sealed)), 0)
         from %I as c join unnest($1, $2, $3) as n (merchant_id, event_id, format)
           using (merchant_id, event_id, format)', partition
      ) into kept, kept_bytes using merchants, ids, formats;
    when 'attempts', 'readings' then
      null;
  end case;
  if coalesce(cardinality(ids), 0) > kept_rows_max or kept_bytes > kept_bytes_max then
    outcome := 'crowded';
    return;
  end if;

  bytes := pg_total_relation_size(to_regclass(partition));
  execute format('lock table only %I in access exclusive mode', parent);
  execute format('alter table %I detach partition %I', parent, partition);
  if kept > 0 and parent = 'messages' then
    execute format(
      'insert into messages select c.*
       from %I as c join unnest($1, $2) as n (merchant_id, id) using (merchant_id, id)', partition
    ) using merchants, ids;
  elsif kept > 0 then
    execute format(
      'insert into event_bodies select c.*
       from %I as c join unnest($1, $2, $3) as n (merchant_id, event_id, format)
         using (merchant_id, event_id, format)', partition
    ) using merchants, ids, formats;
  end if;
  execute format('drop table %I', partition);
  insert into pruned_partitions as p (parent, ids_from, ids_before, kept, bytes)
  values (prune_partition.parent, first, next, prune_partition.kept, prune_partition.bytes)
  on conflict on constraint pruned_partitions_pkey do update
    set ids_before = greatest(p.ids_before, excluded.ids_before),
      kept = p.kept + excluded.kept, bytes = p.bytes + excluded.bytes,
      pruned_at = excluded.pruned_at;
  outcome := 'pruned';
exception when lock_not_available or deadlock_detected then
  outcome := 'busy';
  kept := 0;
  bytes := 0;
end
$$;
