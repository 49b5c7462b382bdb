-- Ids begin with the millisecond of what they stand for: those before a bound are those that happened before it.
SELECT COALESCE(SUM(amount_fen), 0) AS balance
FROM ledger_posting FORCE INDEX (ledger_posting_account)
WHERE account = :account AND owner = :owner AND transaction_id < :before
