SELECT invoice_id, order_id, amount_fen FROM invoice_order WHERE invoice_id IN (:invoices*) ORDER BY invoice_id, order_id
