-- small table: ledger_transaction (an audit reads everything)
-- A statement finds the entries of its days by their ids: they begin with the millisecond in which the entry happened.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(CASE WHEN CONV(HEX(SUBSTRING(id, 1, 6)), 16, 10) = TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', occurred_at) DIV 1000
    THEN 0 ELSE 1 END), 0) AS difference
FROM ledger_transaction
