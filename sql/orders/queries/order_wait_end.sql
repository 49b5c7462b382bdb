DELETE FROM order_wait WHERE kind = :kind AND order_id = :order_id
