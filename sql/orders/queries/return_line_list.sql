SELECT return_id, line_id, quantity, refund_fen FROM return_line WHERE return_id IN (:returns*) ORDER BY return_id, line_id
