-- Neither counter falls below zero.
UPDATE sku_stock
SET on_hand = on_hand + :on_hand, reserved = reserved + :reserved
WHERE sku = :sku AND on_hand + :on_hand >= 0 AND reserved + :reserved >= 0
