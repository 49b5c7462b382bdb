-- What is written off never falls below nothing: more than was received is no correction.
UPDATE lot_stock SET on_hand = :counted, written_off = written_off + :books - :counted
WHERE sku = :sku AND lot = :lot AND on_hand = :books AND written_off + :books - :counted >= 0
