-- small table: ledger_posting (an audit reads everything)
SELECT COUNT(*) AS compared, COALESCE(SUM(ABS(t.balance)), 0) AS difference
FROM (SELECT transaction_id, SUM(amount_fen) AS balance FROM ledger_posting GROUP BY transaction_id) t
