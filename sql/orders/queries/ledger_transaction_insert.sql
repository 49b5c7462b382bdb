INSERT INTO ledger_transaction (id, kind, cause, order_id, occurred_at) VALUES (:id, :kind, :cause, :order_id, :now)
