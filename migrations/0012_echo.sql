-- What the sandbox's built-in receiver was sent.

-- A URL that takes any request, keeps it and answers as its owner says.
create table sandbox_echoes (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  -- the last part of its URL; nothing else is known of who may write to it
  token text not null check (token ~ '^[0-9a-f]{32}$'),
  name text not null check (length(name) between 1 and 200),
  answer_status integer not null default 200 check (answer_status between 200 and 599),
  answer_delay_ms integer not null default 0 check (answer_delay_ms between 0 and 30000),
  answer_body text not null default '' check (length(answer_body) <= 10000),
  created_at timestamptz not null default paidout_now(),
  updated_at timestamptz not null default paidout_now(),
  primary key (merchant_id, id)
);
create index sandbox_echoes_by_token on sandbox_echoes (token);

-- The newest requests of each. Headers and bodies are sealed: those of deliveries name people.
create table sandbox_echo_requests (
  merchant_id uuid not null,
  echo_id uuid not null,
  id uuid not null,
  method text not null,
  head_sealed bytea not null,
  body_sealed bytea not null,
  body_bytes integer not null check (body_bytes >= 0),
  -- whose secret it was held against, and what came of it
  verdict text not null check (verdict in ('good', 'bad', 'unsigned', 'unknown')),
  reason text,
  endpoint_id uuid,
  answered_status integer not null,
  received_at timestamptz not null default paidout_now(),
  primary key (merchant_id, echo_id, id),
  foreign key (merchant_id, echo_id) references sandbox_echoes (merchant_id, id) on delete cascade
);
