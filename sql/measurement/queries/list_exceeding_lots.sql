SELECT lot, supplier, on_sale, shipped, last_shipped_at
  FROM flag_lot WHERE exceeds = 1 AND lot > :after AND last_shipped_at < :before ORDER BY lot LIMIT 200
