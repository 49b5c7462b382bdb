UPDATE lot_stock SET blocked = blocked + :quantity, on_hand = 0 WHERE sku = :sku AND lot = :lot AND on_hand = :quantity
