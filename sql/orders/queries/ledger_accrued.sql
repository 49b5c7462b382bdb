-- All that acceptance ever credited to a supplier.
SELECT COALESCE(SUM(-p.amount_fen), 0) AS accrued
FROM ledger_posting p FORCE INDEX (ledger_posting_account) JOIN ledger_transaction t ON t.id = p.transaction_id
WHERE p.account = 'supplier_accrued' AND p.owner = :owner AND t.kind = 'acceptance'
