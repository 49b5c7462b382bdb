-- Of each line what the ledger counted in the measure, and what it took back for the correction or reversal.
SELECT l.registration_id, l.amount_fen AS line_fen, s.amount_fen AS counted_fen, s.occurred_on AS counted_on, c.amount_fen AS taken_back_fen,
    c.occurred_on AS taken_back_on
  FROM registration AS r JOIN registration_line AS l ON l.registration_id = r.id
    LEFT JOIN measurement_entry AS s ON s.measure = :measure AND s.line_id = l.line_id AND s.kind = 'sale' AND s.source = :no_source
    LEFT JOIN measurement_entry AS c ON c.measure = :measure AND c.line_id = l.line_id AND c.kind IN ('cancellation', 'reversal') AND c.source = r.corrected_by
  WHERE r.id IN (:registrations*) ORDER BY l.registration_id, l.position
