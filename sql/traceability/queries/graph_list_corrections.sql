SELECT lot_id, number, delivery, quantity FROM lot_adjustment
WHERE lot_id >= :lot AND (lot_id > :lot OR number > :number) AND delivery IS NOT NULL ORDER BY lot_id, number LIMIT :limit
