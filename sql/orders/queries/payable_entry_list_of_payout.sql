SELECT e.transaction_id, e.amount_fen, t.kind, t.order_id, t.occurred_at
FROM payable_entry e FORCE INDEX (payable_entry_payout) JOIN ledger_transaction t ON t.id = e.transaction_id
WHERE e.payout_id = :payout_id AND e.supplier = :supplier AND e.transaction_id > :after
ORDER BY e.transaction_id
LIMIT :limit
