-- What was given back in full.
DELETE FROM purchase_claim WHERE order_id = :order_id AND units = 0
