SELECT lot_id, input_lot_id, quantity FROM lot_input WHERE input_lot_id IN (:lots*) ORDER BY lot_id, input_lot_id
