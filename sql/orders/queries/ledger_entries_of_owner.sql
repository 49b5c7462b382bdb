SELECT t.id, t.kind, t.order_id, t.occurred_at, p.position, p.account, p.amount_fen
FROM ledger_posting p FORCE INDEX (ledger_posting_account) JOIN ledger_transaction t ON t.id = p.transaction_id
WHERE p.account = :account AND p.owner = :owner AND p.transaction_id < :before
ORDER BY p.transaction_id DESC
LIMIT :limit
