-- People who log in, and whose members they are. Logins are the whole installation's: one person may
-- be a member of several merchants. What is about logging in goes by the server's own time, since it
-- must not end early where the sandbox's clock was moved.

create table people (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  email text not null unique check (email = lower(email) and length(email) between 3 and 320),
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  created_at timestamptz not null default paidout_server_now(),
  updated_at timestamptz not null default paidout_server_now()
);

create table people_credentials (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  provider_id text not null,
  account_id text not null,
  -- Salted scrypt.
  password text,
  created_at timestamptz not null default paidout_server_now(),
  updated_at timestamptz not null default paidout_server_now(),
  unique (person_id, provider_id)
);

-- The token alone opens nothing: the cookie carries it signed.
create table people_sessions (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  token text not null unique,
  -- Whom the person acts for; null: not chosen yet.
  merchant_id uuid references merchants (id),
  ip_address text,
  user_agent text,
  expires_at timestamptz not null,
  created_at timestamptz not null default paidout_server_now(),
  updated_at timestamptz not null default paidout_server_now()
);
create index people_sessions_by_person on people_sessions (person_id);
create index people_sessions_by_end on people_sessions (expires_at);

create table people_verifications (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default paidout_server_now(),
  updated_at timestamptz not null default paidout_server_now()
);
create index people_verifications_by_identifier on people_verifications (identifier);
create index people_verifications_by_end on people_verifications (expires_at);

-- Secret and backup codes are encrypted with a key that follows from PAIDOUT_SECRET_KEY.
create table people_second_factors (
  id uuid primary key,
  person_id uuid not null unique references people (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);

-- A member that was removed stays, so that the audit log can name who it was.
create table members (
  merchant_id uuid not null references merchants (id),
  person_id uuid not null references people (id),
  role text not null check (role in ('owner', 'operator', 'viewer')),
  created_at timestamptz not null default paidout_server_now(),
  removed_at timestamptz,
  primary key (merchant_id, person_id)
);
create index members_by_person on members (person_id);

create table invitations (
  merchant_id uuid not null references merchants (id),
  id uuid not null,
  role text not null check (role in ('owner', 'operator', 'viewer')),
  -- Null: whoever holds the link.
  email text check (email = lower(email) and length(email) between 3 and 320),
  token_hash bytea not null check (length(token_hash) = 32),
  -- `per_…`, `key_…`, or `start` for the first owner's.
  created_by text not null,
  created_at timestamptz not null default paidout_server_now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  used_by uuid,
  withdrawn_at timestamptz,
  primary key (merchant_id, id),
  unique (merchant_id, token_hash),
  foreign key (merchant_id, used_by) references members (merchant_id, person_id),
  check ((used_at is null) = (used_by is null))
);
create index invitations_by_token on invitations (token_hash);

-- How often somebody tries to log in, over all processes: a bucket is full again at `full_at`.
create table login_tries (
  name bytea primary key check (length(name) = 32),
  full_at timestamptz not null
);
create index login_tries_by_end on login_tries (full_at);
