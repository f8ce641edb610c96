-- The sandbox: the providers' sending side. Nothing here is read by inbox, ledger or reconcile.

-- ---------------------------------------------------------------- the clock

-- The server's own time, which the sandbox does not move: for who is alive and what is still
-- running. A lease by the moved clock would end in the middle of what it protects.
create function paidout_server_now() returns timestamptz
language sql stable parallel safe
as $$ select paidout_now() - ahead from clock $$;

-- When it began, by the server's own time.
alter table resends
  add column begun_at timestamptz not null default paidout_server_now();

-- ---------------------------------------------------------------- merchants

-- The sandbox's own merchant, one for each that plays with it: the endpoints of the simulated
-- providers belong to it, so that their deliveries never mix with the merchant's.
alter table merchants add column sandbox_of uuid references merchants (id);
create unique index merchants_sandbox_of on merchants (sandbox_of) where sandbox_of is not null;
-- On that row: the providers that got their account at a first start. Deleted, it stays away.
alter table merchants add column sandbox_begun text[] not null default '{}';

-- A source that was made together with an account of the sandbox.
alter table sources add column is_sandbox boolean not null default false;

-- ---------------------------------------------------------------- accounts

-- A merchant's account at a simulated provider.
create table sandbox_accounts (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  -- whose endpoints its webhooks go to
  sandbox_merchant_id uuid not null,
  provider text not null,
  name text not null check (length(name) between 1 and 200),
  -- what the provider calls the account: Pivot's merchantId, Xendit's business_id, Adyen's code
  external_id text not null check (length(external_id) between 1 and 80),
  settings jsonb not null default '{}',
  misbehaviour jsonb not null default '{}',
  -- with the ordinal of a thing it decides every misbehaviour
  seed bigint not null default 0,
  -- the scenario that is being played, with a seed, misbehaviour and settings of its own
  run jsonb,
  things_made bigint not null default 0,
  -- so that each call draws its own lot: those that change something, and those that only read
  writes_answered bigint not null default 0,
  reads_answered bigint not null default 0,
  -- {"api_key": "…"}, sealed for the merchant
  credentials_sealed bytea not null,
  -- the hub's source that it was made for
  source_id uuid,
  -- the sandbox's own URL, as that source was told it last
  base_url text,
  created_at timestamptz not null default paidout_now(),
  updated_at timestamptz not null default paidout_now(),
  primary key (merchant_id, id)
);
create index sandbox_accounts_by_external_id on sandbox_accounts (external_id);

-- What a client presents, by its keyed hash.
create table sandbox_credentials (
  merchant_id uuid not null,
  account_id uuid not null,
  kind text not null,
  hash bytea not null check (length(hash) = 32),
  primary key (merchant_id, account_id, kind),
  foreign key (merchant_id, account_id) references sandbox_accounts (merchant_id, id)
    on delete cascade
);
create index sandbox_credentials_by_hash on sandbox_credentials (hash);

create table sandbox_balances (
  merchant_id uuid not null,
  account_id uuid not null,
  name text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount numeric(38, 4) not null check (amount >= 0),
  primary key (merchant_id, account_id, name, currency),
  foreign key (merchant_id, account_id) references sandbox_accounts (merchant_id, id)
    on delete cascade
);

-- What an account holds at its provider: payouts, batches, payments, transfers, stored details,
-- inquiries, runs of scenarios.
create table sandbox_things (
  merchant_id uuid not null,
  account_id uuid not null,
  kind text not null,
  -- the provider's id of it
  name text not null check (length(name) between 1 and 200),
  id uuid not null,
  -- how many things the account had made with it
  ordinal bigint not null,
  reference text,
  -- the name of what it is a part of
  parent text,
  -- the provider's own word
  status text not null,
  state jsonb not null,
  -- webhooks told of it so far
  told integer not null default 0,
  next_step_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (merchant_id, account_id, kind, name),
  foreign key (merchant_id, account_id) references sandbox_accounts (merchant_id, id)
    on delete cascade
);
create index sandbox_things_due on sandbox_things (next_step_at) where next_step_at is not null;
create index sandbox_things_by_id on sandbox_things (account_id, id);
create index sandbox_things_by_reference on sandbox_things (account_id, reference);
create index sandbox_things_by_parent on sandbox_things (account_id, parent, ordinal);
create index sandbox_runs on sandbox_things (name) where kind = 'run';
create index sandbox_things_in_order on sandbox_things (account_id, kind, ordinal);

-- Answers kept under a client's idempotency key.
create table sandbox_requests (
  merchant_id uuid not null,
  account_id uuid not null,
  key text not null check (length(key) between 1 and 300),
  request_hash bytea not null check (length(request_hash) = 32),
  answer jsonb not null,
  created_at timestamptz not null,
  primary key (merchant_id, account_id, key),
  foreign key (merchant_id, account_id) references sandbox_accounts (merchant_id, id)
    on delete cascade
);

-- Where an account's webhooks go: an endpoint of the sandbox's merchant, and its twin with a wrong
-- secret, for misbehaviour.
create table sandbox_callbacks (
  merchant_id uuid not null,
  account_id uuid not null,
  id uuid not null,
  -- which webhooks: payout, payment, …
  product text not null,
  endpoint_id uuid not null,
  twin_endpoint_id uuid,
  -- its URL is the receive URL of this source, wherever the hub is today
  source_id uuid,
  created_at timestamptz not null default paidout_now(),
  primary key (merchant_id, account_id, id),
  foreign key (merchant_id, account_id) references sandbox_accounts (merchant_id, id)
    on delete cascade
);

-- The story of an account: requests answered, steps made, webhooks told, misbehaviour.
create table sandbox_story (
  merchant_id uuid not null,
  account_id uuid not null,
  id uuid not null,
  kind text not null,
  thing_kind text,
  thing_name text,
  ordinal bigint,
  said text not null,
  detail jsonb not null default '{}',
  -- the run of a scenario that it belongs to
  run text,
  at timestamptz not null,
  primary key (merchant_id, account_id, id),
  foreign key (merchant_id, account_id) references sandbox_accounts (merchant_id, id)
    on delete cascade
);
create index sandbox_story_by_thing on sandbox_story (account_id, thing_name, id);
create index sandbox_story_by_run on sandbox_story (account_id, run, id) where run is not null;

-- ---------------------------------------------------------------- mail

-- A receipt of a simulated provider, to payees. `recipients` holds them all; those in `bcc` are
-- named in no header.
alter table mails add column cc text[] not null default '{}';
alter table mails add column bcc text[] not null default '{}';
alter table mails drop constraint mails_kind_check;
alter table mails add constraint mails_kind_check
  check (kind in ('health', 'endpoint_disabled', 'receipt'));
