-- Lists of millions of rows are read by index alone.
select 1;
