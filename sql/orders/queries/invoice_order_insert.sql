INSERT INTO invoice_order (invoice_id, order_id, amount_fen) VALUES {{(:invoice_id, :order_id, :amount_fen)}}
