UPDATE lot_stock SET on_hand = on_hand - :quantity, bound = bound + :quantity
WHERE sku = :sku AND lot = :lot AND on_hand >= :quantity
