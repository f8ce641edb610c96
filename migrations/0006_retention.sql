-- Partitions that are made ahead of time and dropped when they are old.
select 1;
