SELECT COALESCE(SUM(p.amount_fen), 0) AS balance
FROM ledger_transaction t JOIN ledger_posting p ON p.transaction_id = t.id
WHERE t.order_id = :order_id AND p.account = :account
