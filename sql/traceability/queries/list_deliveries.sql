SELECT lot_id, position, household_id, quantity, delivered_on
FROM delivery WHERE lot_id IN (:lots*) ORDER BY lot_id, position
