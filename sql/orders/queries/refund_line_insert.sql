INSERT INTO refund_line (refund_id, line_id, quantity, amount_fen) VALUES {{(:refund_id, :line_id, :quantity, :amount_fen)}}
