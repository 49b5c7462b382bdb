INSERT INTO return_line (return_id, line_id, quantity, refund_fen) VALUES {{(:return_id, :line_id, :quantity, :refund_fen)}}
