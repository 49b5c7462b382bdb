-- What comes back of a recalled lot stays blocked.
UPDATE lot_stock SET on_hand = on_hand + :on_hand, blocked = blocked + :blocked, bound = bound - :on_hand - :blocked
WHERE sku = :sku AND lot = :lot AND bound >= :on_hand + :blocked
