INSERT INTO flag_lot (lot, supplier, on_sale, shipped, exceeds, last_shipped_at) VALUES (:lot, :supplier, :quantity, 0, 0, :never)
  ON DUPLICATE KEY UPDATE on_sale = on_sale + VALUES(on_sale), exceeds = shipped > on_sale
