SELECT e.measure, e.kind, SUM(e.amount_fen) AS amount_fen, COUNT(*) AS entries
FROM measurement_adjustment a JOIN measurement_entry e
  ON e.measure = a.measure AND e.line_id = a.line_id AND e.kind = a.kind AND e.source = a.source
WHERE a.period = :period AND a.refund_view = :view
GROUP BY e.measure, e.kind ORDER BY e.measure, e.kind
