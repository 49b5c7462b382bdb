-- Late money placed the order again: its contract goes on with the new one.
UPDATE purchase_order SET order_id = :to WHERE order_id = :from
