UPDATE purchase_claim
SET units = units - :units
WHERE order_id = :order_id AND line_id = :line_id AND kind = :kind AND units >= :units
