SELECT lot_id, input_lot_id, quantity
FROM lot_input WHERE lot_id >= :lot AND (lot_id > :lot OR input_lot_id > :input) ORDER BY lot_id, input_lot_id LIMIT :limit
