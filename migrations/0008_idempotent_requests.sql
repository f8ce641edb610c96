-- What a request with an Idempotency-Key has changed, written in the transaction of the change: who
-- finds it without an answer knows that the work was done, and that only the answer is lost.
alter table idempotency_requests add column done_object text;
