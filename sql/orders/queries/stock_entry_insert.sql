INSERT INTO stock_entry (sku, id, kind, lot, on_hand_delta, reserved_delta, order_id, occurred_at)
VALUES {{(:sku, :id, :kind, :lot, :on_hand, :reserved, :order_id, :occurred_at)}}
