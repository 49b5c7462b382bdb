-- Each as it stands after corrections.
SELECT d.lot_id, d.position, d.household_id, d.delivered_on, d.quantity + COALESCE((SELECT SUM(a.quantity) FROM lot_adjustment AS a
  WHERE a.lot_id = d.lot_id AND a.delivery = d.position), 0) AS quantity
FROM delivery AS d WHERE d.lot_id IN (:lots*) ORDER BY d.lot_id, d.position
