UPDATE lot_stock SET received = received + :quantity, on_hand = on_hand + :quantity WHERE sku = :sku AND lot = :lot
