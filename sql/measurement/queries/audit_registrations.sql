-- Of each offline sale that was approved, what of it is in the ledger, and what was taken back there.
-- small table: r, l, t, registration, registration_line, registration_step (an audit reads everything)
SELECT r.id, r.state, CAST(SUM(l.amount_fen) AS SIGNED) AS amount_fen, CAST(SUM(COALESCE(s.amount_fen, 0)) AS SIGNED) AS counted_fen,
    CAST(SUM(COALESCE(c.amount_fen, 0)) AS SIGNED) AS taken_back_fen
  FROM registration AS r JOIN registration_line AS l ON l.registration_id = r.id
    LEFT JOIN measurement_entry AS s ON s.measure = 'ordered' AND s.line_id = l.line_id AND s.kind = 'sale' AND s.source = :no_source
    LEFT JOIN measurement_entry AS c ON c.measure = 'ordered' AND c.line_id = l.line_id AND c.kind = 'cancellation' AND c.source = r.corrected_by
  WHERE r.kind = 'sale' AND r.state IN ('approved', 'reversed')
    AND NOT EXISTS (SELECT 1 FROM registration_step AS t WHERE t.registration_id = r.id AND t.taken_at >= :before)
  GROUP BY r.id, r.state ORDER BY r.id
