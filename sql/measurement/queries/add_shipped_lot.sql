INSERT INTO flag_lot (lot, supplier, on_sale, shipped, exceeds, last_shipped_at) VALUES {{(:lot, :supplier, 0, :quantity, 1, :at)}}
  ON DUPLICATE KEY UPDATE shipped = shipped + VALUES(shipped), exceeds = shipped > on_sale,
    last_shipped_at = GREATEST(last_shipped_at, VALUES(last_shipped_at))
