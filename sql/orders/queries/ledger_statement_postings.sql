SELECT t.id, t.kind, t.cause, t.order_id, t.occurred_at, p.amount_fen
FROM ledger_posting p FORCE INDEX (ledger_posting_account) JOIN ledger_transaction t ON t.id = p.transaction_id
WHERE p.account = :account AND p.owner = :owner AND p.transaction_id > :after AND p.transaction_id < :until
ORDER BY p.transaction_id
LIMIT :limit
