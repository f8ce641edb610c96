-- Delivery: order, dialects, resends, the life of an endpoint, mail.

-- ---------------------------------------------------------------- ledger

-- What an entry told that its subject does not hold, or may have moved on from, so that it can be
-- told again: the counters of a batch, the charge that was paid, further names of a payout.
alter table history add column detail jsonb;

-- ---------------------------------------------------------------- deliveries

-- `missed`: made while its endpoint was disabled; it waits for a resend, not in the queue.
alter table deliveries drop constraint deliveries_state_check;
alter table deliveries add constraint deliveries_state_check
  check (state in ('queued', 'retrying', 'delivered', 'exhausted', 'discarded', 'missed'));
-- what a provider's dialect calls the event; null in our own
alter table deliveries add column wire_event text;
-- W3C trace context of the request that told it, where it had one
alter table deliveries add column traceparent text;
-- when that request was received; null where no request told it
alter table deliveries add column received_at timestamptz;
-- Serves both the deliveries of a payout and those of one event of it.
drop index deliveries_by_event;
create index deliveries_by_subject on deliveries (subject_id, event_id);

-- `due_at` null: waits for the delivery before it (see order_key, in_retry_queue).
alter table due_deliveries alter column due_at drop not null;
alter table due_deliveries
  -- the payout, batch or payment whose events arrive in sequence; null where order does not matter
  add column order_key uuid,
  add column sequence integer,
  -- Adyen's schedule: of an endpoint's queue only the head, the first delivery made, is tried
  add column in_retry_queue boolean not null default false,
  -- part of a bulk resend: fresh deliveries go first
  add column resend_id uuid,
  -- what a cancelled resend puts back
  add column state_before text,
  add column finished_before timestamptz,
  add column is_bulk boolean not null generated always as (resend_id is not null) stored;
drop index due_deliveries_in_order;
create index due_deliveries_in_order on due_deliveries (endpoint_id, is_bulk, due_at);
create index due_deliveries_in_retry_queue on due_deliveries (endpoint_id, delivery_id)
  where in_retry_queue;
create index due_deliveries_by_order on due_deliveries (order_key, endpoint_id, sequence)
  where order_key is not null;
create index due_deliveries_by_resend on due_deliveries (resend_id, endpoint_id, tries)
  where resend_id is not null;

-- What an endpoint in a provider's dialect was told last of a subject, in that dialect's words.
create table tellings (
  merchant_id uuid not null,
  endpoint_id uuid not null,
  subject_id uuid not null,
  word text not null,
  primary key (merchant_id, endpoint_id, subject_id)
);

-- ---------------------------------------------------------------- messages

-- Raw endpoints have the message since it was parked: settling it again does not hand it on again.
alter table parked add column forwarded boolean not null default false;
alter table unsettled add column forwarded boolean not null default false;
-- W3C trace context of the span that received it, where somebody records spans
alter table unsettled add column traceparent text;

-- ---------------------------------------------------------------- endpoints

-- Whether it is sent a user and password; both are sealed with its secrets.
alter table endpoints add column has_basic boolean not null default false;

-- How an endpoint does. Written when it begins to fail, while it fails, and when it works again.
create table endpoint_health (
  merchant_id uuid not null,
  endpoint_id uuid not null,
  -- since when nothing but failures; null: the last attempt worked
  failing_since timestamptz,
  last_failed_at timestamptz,
  last_status smallint,
  last_cause text,
  last_error text,
  primary key (merchant_id, endpoint_id),
  foreign key (merchant_id, endpoint_id) references endpoints (merchant_id, id)
);
create index endpoint_health_failing on endpoint_health (failing_since)
  where failing_since is not null;
create index attention_items_failing on attention_items (subject_id)
  where kind = 'endpoint_failing' and closed_at is null;

-- ---------------------------------------------------------------- resends

-- A resend of many deliveries, done in the background: of those that have an id below its own.
create table resends (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  filter jsonb not null,
  state text not null check (state in ('running', 'done', 'cancelled')),
  -- how many the filter found when it began; null: too many to count
  total bigint check (total >= 0),
  -- transactions from before this one may still be making deliveries: it waits for their end
  begun_before xid8 not null default pg_current_xact_id(),
  -- when a step was made for it: resends take turns
  served_at timestamptz not null default paidout_now(),
  created_by text not null,
  created_at timestamptz not null default paidout_now(),
  finished_at timestamptz,
  primary key (merchant_id, id)
);
create index resends_in_turn on resends (served_at) where finished_at is null;

-- How far a resend has come with one endpoint: endpoints do not wait for one another.
create table resend_parts (
  merchant_id uuid not null,
  resend_id uuid not null,
  endpoint_id uuid not null,
  -- the last delivery looked at
  place uuid not null,
  state text not null check (state in ('queueing', 'queued', 'withdrawing', 'finished')),
  requeued bigint not null default 0 check (requeued >= 0),
  skipped bigint not null default 0 check (skipped >= 0),
  withdrawn bigint not null default 0 check (withdrawn >= 0),
  delivered bigint not null default 0 check (delivered >= 0),
  failed bigint not null default 0 check (failed >= 0),
  -- when to look at it next
  due_at timestamptz not null default paidout_now(),
  primary key (merchant_id, resend_id, endpoint_id),
  foreign key (merchant_id, resend_id) references resends (merchant_id, id),
  foreign key (merchant_id, endpoint_id) references endpoints (merchant_id, id)
);
create index resend_parts_due on resend_parts (resend_id, due_at) where state <> 'finished';

-- What became of deliveries of a resend, a row per commit: no worker waits for another to count.
create table resend_tallies (
  merchant_id uuid not null,
  resend_id uuid not null,
  endpoint_id uuid not null,
  id uuid not null default gen_random_uuid(),
  delivered integer not null,
  failed integer not null,
  primary key (merchant_id, resend_id, endpoint_id, id)
);

-- ---------------------------------------------------------------- mail

-- {"recipients": [], "when": "needed" | "always" | "never", "stuck_after_hours": 24, "since": …}
alter table merchants add column health_mail jsonb not null default '{}';

-- Mails to send, one per `dedupe_key`: `health:<start of its window>`,
-- `endpoint_disabled:<endpoint>:<when>`. Sent by whichever process claims it.
create table mails (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  kind text not null check (kind in ('health', 'endpoint_disabled')),
  dedupe_key text not null,
  -- of a health mail: the six hours that it tells of begin here
  window_start timestamptz,
  recipients text[] not null check (cardinality(recipients) between 1 and 20),
  -- those who need no further try: the server took it for them, or will never
  accepted text[] not null default '{}',
  refused text[] not null default '{}',
  -- null: still to be written, by who claims it
  subject text,
  text_body text,
  html_body text,
  -- `dropped`: there was nothing to say, or it is out of date
  state text not null default 'due' check (state in ('due', 'sent', 'given_up', 'dropped')),
  tries integer not null default 0 check (tries >= 0),
  due_at timestamptz not null,
  claimed_by uuid,
  -- by the server's own time: moving the clock frees no claim
  claimed_until timestamptz,
  last_error text,
  created_at timestamptz not null default paidout_now(),
  finished_at timestamptz,
  primary key (merchant_id, id),
  unique (merchant_id, dedupe_key),
  check ((window_start is not null) = (kind = 'health')),
  check ((subject is null) = (text_body is null) and (subject is null) = (html_body is null)),
  check ((state = 'due') = (finished_at is null))
);
create index mails_due on mails (due_at) where state = 'due';

-- The health mail tells of exhausted deliveries: each ended with a failed attempt, and an index on
-- what changes in `deliveries` would make each of its updates dearer.
create index attempts_failed on attempts (merchant_id, id) include (delivery_id)
  where outcome = 'failure';
