UPDATE lot_stock SET on_hand = on_hand + :quantity, blocked = 0 WHERE sku = :sku AND lot = :lot AND blocked = :quantity
