SELECT l.id, l.kind, l.quantity, l.available, l.consumed, l.reserved, l.transferred,
  (SELECT COALESCE(SUM(i.quantity), 0) FROM lot_input AS i WHERE i.input_lot_id = l.id) AS input_sum,
  (SELECT COALESCE(SUM(t.quantity), 0) FROM transfer AS t WHERE t.lot_id = l.id AND t.state = 'reserved') AS reserved_sum,
  (SELECT COALESCE(SUM(t.quantity), 0) FROM transfer AS t WHERE t.lot_id = l.id AND t.state = 'confirmed') AS confirmed_sum,
  (SELECT COALESCE(SUM(d.quantity), 0) FROM delivery AS d WHERE d.lot_id = l.id) AS delivered_sum,
  (SELECT COUNT(*) FROM lot_household AS h WHERE h.lot_id = l.id) AS household_count, l.households
FROM lot AS l WHERE l.id > :after ORDER BY l.id LIMIT :limit
