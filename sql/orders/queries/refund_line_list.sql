SELECT line_id, quantity, amount_fen FROM refund_line WHERE refund_id = :refund_id ORDER BY line_id
