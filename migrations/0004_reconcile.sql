-- Reconcile: what is done when webhooks stay silent.

-- When a provider's silence says something. A row per payout that waits for it.
create table silence_timers (
  merchant_id uuid not null,
  payout_id uuid not null,
  source_id uuid not null,
  due_at timestamptz not null,
  primary key (merchant_id, payout_id)
);
create index silence_timers_due on silence_timers (due_at);
