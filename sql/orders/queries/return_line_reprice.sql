-- The caller holds the order's row.
UPDATE return_line SET refund_fen = :refund_fen WHERE return_id = :return_id AND line_id = :line_id
