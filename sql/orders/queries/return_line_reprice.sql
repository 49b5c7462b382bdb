-- The caller holds the order's row.
UPDATE return_line
SET refund_fen = CASE line_id {{WHEN :line_id THEN :refund_fen}} ELSE refund_fen END
WHERE return_id = :return_id AND line_id IN ({{:line_id}})
