-- Lists of millions of rows are read by index alone, newest first, whatever the statistics say.

-- ---------------------------------------------------------------- payouts

-- Found by this index or by none: by `merchant_id` alone the planner may also walk the primary key,
-- where it takes a status for common that no longer is.
drop index payouts_by_status;
create index payouts_by_status on payouts
  ((case when status <> 'paid' then merchant_id end), status, id) where status <> 'paid';
-- References are not unique, and a bulk payout is large: a page must not sort all of them.
drop index payouts_by_reference;
create index payouts_by_reference on payouts (reference, merchant_id, id);
drop index payouts_by_batch;
create index payouts_by_batch on payouts (batch_id, id) where batch_id is not null;
create index payouts_by_source on payouts (source_id, id);
-- What a provider calls it stands in `names` already.
drop index payouts_by_provider_id;
-- What a person has in hand who asks for a payout: its amount, the end of the account's number.
create index payouts_by_amount on payouts (amount, merchant_id, id) where amount is not null;
create index payouts_by_account on payouts
  (substr(destination_masked ->> 'account_number', 6), merchant_id, id)
  where destination_masked ->> 'account_number' is not null;

-- ---------------------------------------------------------------- bulk payouts and payments

drop index batches_by_provider_id;
drop index payments_by_provider_id;
create index batches_under_way on batches
  ((case when status <> 'done' then merchant_id end), status, id) where status <> 'done';
drop index payments_by_reference;
create index payments_by_reference on payments (reference, merchant_id, id);
create index payments_under_way on payments
  ((case when status <> 'paid' then merchant_id end), status, id) where status <> 'paid';

-- ---------------------------------------------------------------- attention

create index attention_items_open_in_order on attention_items
  ((case when closed_at is null then merchant_id end), id) where closed_at is null;

-- ---------------------------------------------------------------- reports

create index reconciliation_findings_by_kind on reconciliation_findings
  (reconciliation_id, kind, id);
