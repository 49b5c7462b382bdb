SELECT lot_id, step, division, first_at, last_at, quantity, events
FROM lot_journey WHERE lot_id IN (:lots*) ORDER BY lot_id, step, division
