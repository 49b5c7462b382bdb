SELECT l.id, l.kind, l.quantity, l.available, l.consumed, l.reserved, l.transferred, l.written_off,
  (SELECT COALESCE(SUM(i.quantity), 0) FROM lot_input AS i WHERE i.input_lot_id = l.id) AS input_sum,
  (SELECT COALESCE(SUM(t.quantity), 0) FROM transfer AS t WHERE t.lot_id = l.id AND t.state = 'reserved') AS reserved_sum,
  (SELECT COALESCE(SUM(t.quantity), 0) FROM transfer AS t WHERE t.lot_id = l.id AND t.state = 'confirmed') AS confirmed_sum,
  (SELECT COALESCE(SUM(d.quantity), 0) FROM delivery AS d WHERE d.lot_id = l.id)
    + (SELECT COALESCE(SUM(a.quantity), 0) FROM lot_adjustment AS a WHERE a.lot_id = l.id AND a.kind = 'correction') AS delivered_sum,
  (SELECT COALESCE(SUM(w.quantity), 0) FROM lot_adjustment AS w WHERE w.lot_id = l.id AND w.kind = 'write_off') AS written_off_sum,
  (SELECT COUNT(*) FROM lot_household AS h WHERE h.lot_id = l.id) AS household_count, l.households
FROM lot AS l WHERE l.id > :after ORDER BY l.id LIMIT :limit
