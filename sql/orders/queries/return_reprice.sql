-- The caller holds the order's row.
UPDATE return_request SET refund_fen = :refund_fen WHERE id = :id
