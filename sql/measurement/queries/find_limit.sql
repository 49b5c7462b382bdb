SELECT value FROM measurement_limit
  WHERE name = :name AND subject = :subject AND valid_from <= :day ORDER BY valid_from DESC LIMIT 1
