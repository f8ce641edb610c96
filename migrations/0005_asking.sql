-- Asking: what is done when webhooks are silent, vague, or not to be trusted alone.

-- ---------------------------------------------------------------- polls

-- What a provider is asked for, and when next. A row per payout, batch or payment that is under way.
create table polls (
  merchant_id uuid not null,
  subject text not null check (subject in ('payout', 'batch', 'payment')),
  subject_id uuid not null,
  source_id uuid not null,
  -- 0: a bulk event is to be expanded, a contradiction settled; 1: it is under way
  urgency smallint not null check (urgency in (0, 1)),
  -- since when it stands as it does: the gaps grow with its age
  since timestamptz not null,
  -- null: asked for no more
  due_at timestamptz,
  -- how often it was asked for since then
  tries integer not null default 0 check (tries >= 0),
  -- when a person is told that it is stuck; null: was told
  stuck_at timestamptz,
  -- what is found of it is not delivered: it was imported
  is_quiet boolean not null default false,
  -- what the last try came to, where it said nothing
  asked_at timestamptz,
  finding text,
  detail text,
  primary key (merchant_id, subject_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
create index polls_due on polls (source_id, urgency, due_at) where due_at is not null;
create index polls_stuck on polls (stuck_at) where stuck_at is not null;

-- How soon a provider may be called again for a source: by the server's own time, for all processes.
create table call_budgets (
  merchant_id uuid not null,
  source_id uuid not null,
  free_at timestamptz not null default paidout_server_now(),
  -- since when its API answers nothing that helps, and why
  failing_since timestamptz,
  finding text,
  detail text,
  primary key (merchant_id, source_id)
);

-- What a provider answered, byte by byte: the evidence of what a read changed.
create table readings (
  merchant_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  method text not null,
  path text not null,
  status smallint not null,
  headers jsonb not null,
  body_sealed bytea,
  body_hash bytea not null check (length(body_hash) = 32),
  read_at timestamptz not null,
  primary key (merchant_id, id)
) partition by range (id);
create table readings_default partition of readings default;

alter table history add column reading_id uuid;
alter table history drop constraint history_refused_because_check;
alter table history add constraint history_refused_because_check check (
  refused_because in
    ('duplicate', 'late', 'outranked', 'amount_mismatch', 'currency_mismatch', 'name_conflict',
     'unconfirmed')
);

-- ---------------------------------------------------------------- confirm

-- Final news of a source that wants it confirmed: held until the provider's API has said the same.
create table held_events (
  merchant_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  message_id uuid not null,
  subject text not null check (subject in ('payout', 'batch', 'payment')),
  provider_id text not null,
  batch_provider_id text,
  reference text,
  -- what it claims
  status text not null,
  wire_event text not null,
  -- 0: the ledger knows its name; 1: a payout of this reference was announced; 2: an id nobody knows
  priority smallint not null check (priority in (0, 1, 2)),
  held_at timestamptz not null,
  due_at timestamptz not null,
  tries integer not null default 0 check (tries >= 0),
  finding text,
  detail text,
  -- a redelivery adds nothing
  primary key (merchant_id, source_id, subject, provider_id, status)
);
-- Each is partial by what is always so: only statements that say it can use it. A planner that
-- counts on no row, since there was none when it looked, would take one for any other.
create index held_events_due on held_events (source_id, due_at) where due_at > '-infinity';
-- what was asked about least goes first, then the newest
create index held_events_in_turn on held_events
  (source_id, priority, least(tries, 6), due_at, held_at) where held_at > '-infinity';

-- ---------------------------------------------------------------- announced payouts

create index payouts_replacing on payouts (replaces) where replaces is not null;

-- ---------------------------------------------------------------- charges

-- A charge that was paid is news once, whether a webhook or a read told it.
alter table payment_charges add column told boolean not null default false;
update payment_charges as c set told = true
from payments as p
where p.merchant_id = c.merchant_id and p.id = c.payment_id
  and p.payment_type is distinct from 'single' and c.status = 'SUCCESS';

-- ---------------------------------------------------------------- silence

-- What an imported payout's silence says is not delivered.
alter table silence_timers add column is_quiet boolean not null default false;

-- When somebody last listened: what was not heard while no hub ran is no silence.
create table listening (
  only_row boolean primary key default true check (only_row),
  heard_until timestamptz not null default paidout_server_now()
);
insert into listening default values;

-- ---------------------------------------------------------------- attention

alter table attention_items add column closed_by text;
create index attention_items_of_subject on attention_items (subject_id, kind, id);

-- ---------------------------------------------------------------- reconciliation reports

-- A day is a UTC day of the creation, by the provider's word where it has said it. The expression is
-- also in src/ledger/list-day-payouts.ts and its siblings.
create index payouts_by_day on payouts
  (source_id, ((coalesce(provider_created_at, created_at) at time zone 'UTC')::date), id);
create index batches_by_day on batches
  (source_id, ((created_at at time zone 'UTC')::date), id);

-- One day of one source, the ledger held against the provider.
create table reconciliations (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  source_id uuid not null,
  day date not null,
  state text not null check (state in ('running', 'done', 'cancelled')),
  -- what is being done: first our payouts are asked for, then what the provider lists is looked for
  phase text not null check (phase in ('ours', 'theirs', 'finished')),
  -- how far it came: `payout:` or `batch:` with an id of ours, `list:` with the provider's cursor,
  -- `statement:` with a row's number
  place text not null default '',
  -- counts the committed ones: what is recorded belongs to one, and to one only
  step bigint not null default 0,
  -- how often the provider failed at this place
  tries integer not null default 0 check (tries >= 0),
  total bigint check (total >= 0),
  checked bigint not null default 0 check (checked >= 0),
  statement_rows integer not null default 0 check (statement_rows >= 0),
  -- sums by currency and status, findings by kind, what could not be looked at and why
  summary jsonb not null,
  -- when it is to be gone on with; while a process does, when others may take it over
  due_at timestamptz not null default paidout_server_now(),
  is_daily boolean not null default false,
  created_by text not null,
  created_at timestamptz not null default paidout_now(),
  finished_at timestamptz,
  primary key (merchant_id, id)
);
create index reconciliations_running on reconciliations (due_at) where state = 'running';
create unique index reconciliations_daily on reconciliations (merchant_id, source_id, day)
  where is_daily;

create table reconciliation_findings (
  merchant_id uuid not null,
  reconciliation_id uuid not null,
  id uuid not null,
  kind text not null check (
    kind in ('missing_here', 'missing_there', 'different_amount', 'different_status', 'not_checked')
  ),
  -- one finding of a kind for each: the payout's id, the provider's id, or a statement's row
  about text not null,
  payout_id uuid,
  provider_id text,
  reference text,
  ours jsonb,
  theirs jsonb,
  detail text,
  primary key (merchant_id, reconciliation_id, id),
  unique (merchant_id, reconciliation_id, about, kind),
  foreign key (merchant_id, reconciliation_id) references reconciliations (merchant_id, id)
);

-- Bulk payouts that were read whole, with all of their payouts; gone when the report is finished.
create table reconciliation_batches (
  merchant_id uuid not null,
  reconciliation_id uuid not null,
  batch_id uuid not null,
  primary key (merchant_id, reconciliation_id, batch_id)
);

-- What the provider's dashboard exported; gone when the report is finished.
create table reconciliation_statement_rows (
  merchant_id uuid not null,
  reconciliation_id uuid not null,
  number integer not null check (number > 0),
  provider_id text,
  reference text,
  amount numeric(38, 4) not null check (amount >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- the provider's word
  status text,
  primary key (merchant_id, reconciliation_id, number),
  check (provider_id is not null or reference is not null)
);

-- ---------------------------------------------------------------- import

-- Saved webhooks that are taken in afterwards, in order. `place` lines of it are in the ledger.
create table imports (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  source_id uuid not null,
  name text not null check (length(name) between 1 and 500),
  -- who brings the same again goes on where the first stopped
  fingerprint text not null check (length(fingerprint) between 1 and 200),
  is_quiet boolean not null default true,
  place bigint not null default 0 check (place >= 0),
  applied bigint not null default 0 check (applied >= 0),
  repeated bigint not null default 0 check (repeated >= 0),
  ignored bigint not null default 0 check (ignored >= 0),
  unrecognised bigint not null default 0 check (unrecognised >= 0),
  -- lines that hold no webhook
  rejected bigint not null default 0 check (rejected >= 0),
  -- how many carried credentials that today's secrets accept
  verified bigint not null default 0 check (verified >= 0),
  -- SHA-256 chained over the `place` lines: who goes on can see that they are the same
  content_hash bytea not null default decode(repeat('00', 32), 'hex')
    check (length(content_hash) = 32),
  created_by text not null,
  created_at timestamptz not null default paidout_now(),
  finished_at timestamptz,
  primary key (merchant_id, id),
  unique (merchant_id, source_id, fingerprint)
);

-- What was done to one thing: for its evidence.
create index audit_log_by_object on audit_log (object, id);

-- Of a request that was imported: which import brought it, and whether its credentials are today's.
-- Nobody answered it.
alter table messages
  add column import_id uuid,
  add column is_verified boolean,
  alter column answer_status drop not null,
  add check ((import_id is null) = (answer_status is not null)),
  add check ((import_id is null) = (is_verified is null));

-- ---------------------------------------------------------------- partitions

-- As in the spine, with one table more.
create or replace function make_partitions(moment timestamptz) returns void
language plpgsql
set lock_timeout = 0
as $$
declare
  parent text;
  first_day timestamptz := date_trunc('month', moment at time zone 'UTC') at time zone 'UTC';
  next_day timestamptz :=
    (date_trunc('month', moment at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  child text;
  bounds text := format('from (%L) to (%L)', uuid_at(first_day), uuid_at(next_day));
begin
  perform pg_advisory_xact_lock(hashtext('paidout.make_partitions'));
  -- Who waits for a table's lock holds up everyone who comes after.
  perform set_config('lock_timeout', '1s', true);
  foreach parent in array array['messages', 'history', 'event_bodies', 'deliveries', 'attempts', 'readings'] loop
    child := parent || to_char(first_day at time zone 'UTC', '_YYYY_MM');
    continue when to_regclass(child) is not null;
    begin
      begin
        execute format('create table %I partition of %I for values %s', child, parent, bounds);
      exception when check_violation then
        perform make_partition_around_rows(parent, child, uuid_at(first_day), uuid_at(next_day));
      end;
      if parent = 'deliveries' then
        execute format('alter table %I set (fillfactor = 80)', child);
      end if;
    exception when lock_not_available or query_canceled or deadlock_detected then
      raise warning 'the partition % is not made yet: %', child, sqlerrm;
    end;
  end loop;
end
$$;

select make_partitions(paidout_server_now()),
  make_partitions(paidout_server_now() + interval '1 month');

-- ---------------------------------------------------------------- deliveries

-- The head of a retry queue is found by this index or by none: by `endpoint_id` alone the planner
-- may also take the one of all that an endpoint has in the queue, and sort it at each look.
drop index due_deliveries_in_retry_queue;
create index due_deliveries_in_retry_queue on due_deliveries
  ((case when in_retry_queue then endpoint_id end), delivery_id) where in_retry_queue;
