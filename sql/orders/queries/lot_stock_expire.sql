UPDATE lot_stock SET expired = expired + :quantity, on_hand = 0 WHERE sku = :sku AND lot = :lot AND on_hand = :quantity
