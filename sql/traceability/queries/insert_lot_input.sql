INSERT INTO lot_input (lot_id, input_lot_id, quantity) VALUES {{(:lot, :input, :quantity)}}
