INSERT INTO lot_journey (lot_id, step, division, first_at, last_at, quantity, events)
VALUES {{(:lot, :step, :division, :first_at, :last_at, :quantity, :events)}}
ON DUPLICATE KEY UPDATE first_at = LEAST(first_at, VALUES(first_at)), last_at = GREATEST(last_at, VALUES(last_at)),
  quantity = quantity + VALUES(quantity), events = events + VALUES(events)
