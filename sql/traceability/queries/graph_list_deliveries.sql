SELECT lot_id, position, household_id, quantity, delivered_on
FROM delivery WHERE lot_id >= :lot AND (lot_id > :lot OR position > :position) ORDER BY lot_id, position LIMIT :limit
