-- Who looks after an attention item, and until when it may wait.
alter table attention_items
  -- `per_…` or `key_…`; null: nobody's yet.
  add column assignee text check (length(assignee) <= 100),
  -- A fact that changes the item sets it back to null.
  add column snoozed_until timestamptz;

-- The work list by kind, and how many there are of each.
create index attention_items_open_of_kind on attention_items
  ((case when closed_at is null then merchant_id end), kind, id) where closed_at is null;
create index attention_items_open_of_assignee on attention_items
  ((case when closed_at is null then merchant_id end), assignee, id)
  where closed_at is null and assignee is not null;
create index attention_items_snoozed on attention_items
  ((case when closed_at is null then merchant_id end), id)
  where closed_at is null and snoozed_until is not null;

-- Payouts that need somebody, in the order of a list of payouts.
create index attention_items_open_payouts on attention_items
  ((case when closed_at is null then merchant_id end), subject_id)
  where closed_at is null and subject = 'payout';
