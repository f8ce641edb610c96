-- The spine. Rules (ARCHITECTURE.md, "Rules of the data"): merchant_id leads every key; ids are
-- UUIDv7; tables that only grow are partitioned by id; the only clock is paidout_now(). Other
-- indexes begin with their own column: two that begin alike look equally good to the planner while
-- a table is new, and it would probe the wrong one by merchant alone.

-- ---------------------------------------------------------------- the clock

create table clock (
  only_row boolean primary key default true check (only_row),
  ahead interval not null default interval '0'
);
insert into clock default values;

-- Every time in Paidout comes from here. `ahead` is zero in production; the sandbox moves it.
create function paidout_now() returns timestamptz
language sql stable parallel safe
as $$ select statement_timestamp() + (select ahead from clock) $$;

-- ---------------------------------------------------------------- merchants and their keys

create table merchants (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz not null default paidout_now()
);

-- Data keys: bodies and secrets are sealed with these; they are wrapped by PAIDOUT_SECRET_KEY.
create table merchant_keys (
  merchant_id uuid not null references merchants (id),
  id integer not null check (id > 0),
  wrapped_key bytea not null,
  created_at timestamptz not null default paidout_now(),
  retired_at timestamptz,
  primary key (merchant_id, id)
);

create table api_keys (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  name text not null,
  key_hash bytea not null check (length(key_hash) = 32),
  hint text not null,
  scopes text[] not null check (scopes <@ array['read', 'write', 'raw', 'admin']),
  created_at timestamptz not null default paidout_now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (merchant_id, id),
  unique (merchant_id, key_hash)
);
create index api_keys_by_hash on api_keys (key_hash);

create table audit_log (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  actor text not null,
  action text not null,
  object text not null,
  before jsonb,
  after jsonb,
  at timestamptz not null default paidout_now(),
  primary key (merchant_id, id)
);

create table idempotency_requests (
  merchant_id uuid not null references merchants (id),
  api_key_id uuid not null,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  response_status smallint,
  response_sealed bytea,
  created_at timestamptz not null default paidout_now(),
  primary key (merchant_id, api_key_id, key)
);
create index idempotency_requests_by_age on idempotency_requests (created_at);

create table sources (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  provider text not null,
  -- null until it is set or an event tells
  live boolean,
  settings jsonb not null default '{}',
  secrets_sealed bytea not null,
  credentials_sealed bytea,
  created_at timestamptz not null default paidout_now(),
  updated_at timestamptz not null default paidout_now(),
  disabled_at timestamptz,
  primary key (merchant_id, id)
);
create index sources_by_id on sources (id);

-- ---------------------------------------------------------------- inbox

-- Append-only: what became of a message stands in `unsettled` and `parked`.
create table messages (
  merchant_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  received_at timestamptz not null,
  remote_address text,
  -- credential values are replaced by their keyed hash
  headers jsonb not null,
  body_sealed bytea,
  body_bytes integer not null check (body_bytes >= 0),
  answer_status smallint not null,
  primary key (merchant_id, id)
) partition by range (id);

-- The queue of settle. A row leaves in the transaction that settles its message.
create table unsettled (
  merchant_id uuid not null,
  message_id uuid not null,
  source_id uuid not null,
  -- so that a claim is bounded by what it brings into memory
  body_bytes integer not null,
  -- why it may settle: null = authentic as received, otherwise who released or reprocessed it
  released_by text,
  primary key (merchant_id, message_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index unsettled_in_order on unsettled (message_id);

create table parked (
  merchant_id uuid not null,
  message_id uuid not null,
  source_id uuid not null,
  state text not null check (state in ('quarantined', 'unrecognised')),
  reason text not null,
  hint text not null,
  wire_event text,
  body_hash bytea not null check (length(body_hash) = 32),
  credential_hash bytea not null,
  times_seen bigint not null default 1,
  parked_at timestamptz not null default paidout_now(),
  last_seen_at timestamptz not null default paidout_now(),
  primary key (merchant_id, message_id)
);
create unique index parked_once_per_body
  on parked (merchant_id, source_id, body_hash, credential_hash) where state = 'quarantined';
create index parked_by_state on parked (merchant_id, state, message_id);

-- How much of one presented credential is kept, so that junk cannot push out real webhooks.
create table quarantine_credentials (
  merchant_id uuid not null,
  source_id uuid not null,
  credential_hash bytea not null,
  kept bigint not null default 0,
  kept_bytes bigint not null default 0,
  dropped bigint not null default 0,
  first_seen_at timestamptz not null default paidout_now(),
  last_seen_at timestamptz not null default paidout_now(),
  primary key (merchant_id, source_id, credential_hash)
);

-- ---------------------------------------------------------------- ledger

-- One payout, several names; one row per name, so that no two payouts share one.
create table names (
  merchant_id uuid not null,
  source_id uuid not null,
  kind text not null check (kind in ('payout', 'batch', 'payment', 'reference')),
  name text not null check (length(name) between 1 and 600),
  subject_id uuid not null,
  primary key (merchant_id, source_id, kind, name)
);

-- Idempotency by meaning. The hash is the first 128 bits of SHA-256 of the event's key.
create table event_keys (
  merchant_id uuid not null,
  source_id uuid not null,
  key_hash uuid not null,
  primary key (merchant_id, source_id, key_hash)
);

create table payouts (
  merchant_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  provider text not null,
  provider_id text,
  reference text,
  batch_id uuid,
  amount numeric(38, 4) check (amount >= 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  status text not null
    check (status in ('pending', 'processing', 'paid', 'failed', 'cancelled', 'reversed')),
  reason text,
  certainty text not null check (certainty in ('confirmed', 'presumed')),
  live boolean not null,
  sequence integer not null check (sequence >= 0),
  failure_code text,
  failure_provider_code text,
  failure_provider_reason text,
  channel_code text,
  description text,
  metadata jsonb,
  destination_masked jsonb,
  destination_sealed bytea,
  -- what else the provider told: source amount, receipt notification, extra
  details jsonb not null default '{}',
  -- the strongest fact per status and tier, from which status, reason and failure follow
  facts jsonb not null,
  replaces uuid,
  estimated_arrival_at timestamptz,
  provider_created_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (merchant_id, id),
  check ((amount is null) = (currency is null)),
  check (failure_code is null or status in ('failed', 'reversed', 'cancelled'))
) with (fillfactor = 90);
create index payouts_by_status on payouts (merchant_id, status, id) where status <> 'paid';
create index payouts_by_reference on payouts (reference, merchant_id);
create index payouts_by_provider_id on payouts (provider_id, merchant_id);
create index payouts_by_batch on payouts (batch_id) where batch_id is not null;

create table batches (
  merchant_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  provider text not null,
  provider_id text not null,
  status text not null check (status in ('pending', 'processing', 'done', 'cancelled')),
  reason text,
  live boolean not null,
  sequence integer not null check (sequence >= 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  pending_count bigint check (pending_count >= 0),
  pending_amount numeric(38, 4) check (pending_amount >= 0),
  success_count bigint check (success_count >= 0),
  success_amount numeric(38, 4) check (success_amount >= 0),
  failed_count bigint check (failed_count >= 0),
  failed_amount numeric(38, 4) check (failed_amount >= 0),
  cancelled_count bigint check (cancelled_count >= 0),
  cancelled_amount numeric(38, 4) check (cancelled_amount >= 0),
  facts jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (merchant_id, id)
);
create index batches_by_provider_id on batches (provider_id, merchant_id);

create table payments (
  merchant_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  provider text not null,
  provider_id text not null,
  reference text,
  payment_type text check (payment_type in ('single', 'multiple')),
  amount numeric(38, 4) check (amount >= 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  status text not null check (status in ('processing', 'paid', 'cancelled')),
  cancellation_reason text,
  live boolean not null,
  sequence integer not null check (sequence >= 0),
  metadata jsonb,
  facts jsonb not null,
  expires_at timestamptz,
  provider_created_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (merchant_id, id),
  check ((amount is null) = (currency is null))
);
create index payments_by_reference on payments (reference, merchant_id);
create index payments_by_provider_id on payments (provider_id, merchant_id);

create table payment_charges (
  merchant_id uuid not null,
  payment_id uuid not null,
  provider_id text not null,
  status text not null,
  amount numeric(38, 4) check (amount >= 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  paid_at timestamptz,
  primary key (merchant_id, payment_id, provider_id),
  check ((amount is null) = (currency is null))
);

-- What became of each event, in the order applied; refused ones too, with why. An applied entry's
-- id is the id of the event that is delivered.
create table history (
  merchant_id uuid not null,
  id uuid not null,
  subject text not null check (subject in ('payout', 'batch', 'payment')),
  subject_id uuid not null,
  applied boolean not null,
  sequence integer check (sequence > 0),
  status text not null,
  previous_status text,
  reason text,
  certainty text not null,
  refused_because text check (
    refused_because in
      ('duplicate', 'late', 'outranked', 'amount_mismatch', 'currency_mismatch', 'name_conflict')
  ),
  via text not null check (via in ('webhook', 'poll', 'timer', 'operator', 'import')),
  tier text not null check (tier in ('read', 'webhook', 'operator', 'presumed')),
  -- what is delivered for it, e.g. payout.paid, payment.charge_paid
  type text,
  wire_event text not null,
  message_id uuid,
  failure jsonb,
  occurred_at timestamptz,
  recorded_at timestamptz not null,
  note text,
  primary key (merchant_id, id),
  check (applied = (sequence is not null)),
  check (applied = (refused_because is null))
) partition by range (id);
create index history_by_subject on history (subject_id, id);

create table attention_items (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  kind text not null,
  subject text not null check (subject in ('payout', 'batch', 'payment', 'message', 'source', 'endpoint')),
  subject_id uuid not null,
  source_id uuid,
  advice text not null,
  detail jsonb not null default '{}',
  opened_at timestamptz not null default paidout_now(),
  closed_at timestamptz,
  closed_because text,
  primary key (merchant_id, id)
);
create unique index attention_items_open
  on attention_items (merchant_id, kind, subject_id) where closed_at is null;

-- ---------------------------------------------------------------- delivery

create table endpoints (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  url text not null check (length(url) <= 2048),
  description text,
  event_types text[] not null,
  dialect text not null,
  version text not null,
  ordering text not null check (ordering in ('none', 'payout')),
  settings jsonb not null default '{}',
  state text not null check (state in ('active', 'disabled')),
  disabled_reason text,
  -- a sealed JSON list, newest first: rotation keeps the old one for a while
  secrets_sealed bytea not null,
  created_at timestamptz not null default paidout_now(),
  updated_at timestamptz not null default paidout_now(),
  deleted_at timestamptz,
  primary key (merchant_id, id)
);

-- The frozen bytes of an event in one format (dialect and version); shared by its deliveries.
create table event_bodies (
  merchant_id uuid not null,
  event_id uuid not null,
  format text not null,
  body_sealed bytea not null,
  primary key (merchant_id, event_id, format)
) partition by range (event_id);

-- fillfactor leaves room for the one update in place (no index holds what it changes).
create table deliveries (
  merchant_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  format text not null,
  type text not null,
  subject text not null,
  subject_id uuid not null,
  sequence integer not null,
  state text not null
    check (state in ('queued', 'retrying', 'delivered', 'exhausted', 'discarded')),
  attempts integer not null default 0 check (attempts >= 0),
  last_status smallint,
  last_cause text,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (merchant_id, id)
) partition by range (id);
create index deliveries_by_endpoint on deliveries (endpoint_id, id);
create index deliveries_by_event on deliveries (event_id);

-- The queue of deliver: only what is still to be sent. Claimed rows carry their worker.
create table due_deliveries (
  merchant_id uuid not null,
  delivery_id uuid not null,
  endpoint_id uuid not null,
  due_at timestamptz not null,
  -- tries of this run of the schedule; a resend starts a new run
  tries integer not null default 0,
  trigger text not null default 'automatic',
  claimed_by uuid,
  claimed_at timestamptz,
  primary key (merchant_id, delivery_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index due_deliveries_in_order on due_deliveries (endpoint_id, due_at);

create table attempts (
  merchant_id uuid not null,
  id uuid not null,
  delivery_id uuid not null,
  number integer not null check (number > 0),
  trigger text not null,
  url text not null,
  started_at timestamptz not null,
  duration_ms integer not null check (duration_ms >= 0),
  outcome text not null check (outcome in ('success', 'failure')),
  response_status smallint,
  response_headers jsonb,
  response_body bytea check (length(response_body) <= 16384),
  -- a named cause: timeout, dns, connection_refused, tls, status, …
  cause text,
  error text,
  primary key (merchant_id, id)
) partition by range (id);
create index attempts_by_delivery on attempts (delivery_id);

-- Processes that claim deliveries. Claims of one whose heartbeat stopped are taken over.
create table workers (
  id uuid primary key,
  heartbeat_at timestamptz not null default paidout_now()
);

-- ---------------------------------------------------------------- partitions

create table messages_default partition of messages default;
create table history_default partition of history default;
create table event_bodies_default partition of event_bodies default;
create table deliveries_default partition of deliveries default;
create table attempts_default partition of attempts default;

-- The smallest UUIDv7 of a moment.
create function uuid_at(moment timestamptz) returns uuid
language sql immutable parallel safe
as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Makes the partition of the month that holds `moment`, of every partitioned table, if missing.
-- Rows that a clock ahead left in the default partition move into it. A table that is locked for
-- long is left for the next time, with a warning: its rows stand in the default meanwhile.
create function make_partitions(moment timestamptz) returns void
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
  foreach parent in array array['messages', 'history', 'event_bodies', 'deliveries', 'attempts'] loop
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

-- The default partition holds rows of this range already.
create function make_partition_around_rows(parent text, child text, first uuid, next uuid) returns void
language plpgsql
as $$
declare
  key text := case parent when 'event_bodies' then 'event_id' else 'id' end;
begin
  execute format('lock table %I in access exclusive mode', parent || '_default');
  execute format('create table %I (like %I including all)', child, parent);
  execute format(
    'with moved as (delete from %I where %I >= %L and %I < %L returning *)
     insert into %I select * from moved',
    parent || '_default', key, first, key, next, child
  );
  execute format(
    'alter table %I attach partition %I for values from (%L) to (%L)', parent, child, first, next
  );
end
$$;

select make_partitions(paidout_now()), make_partitions(paidout_now() + interval '1 month');
