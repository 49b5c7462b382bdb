-- The guard: no cap is exceeded whoever else writes.
UPDATE purchase_counter
SET units = units + :units
WHERE sku = :sku AND kind = :kind AND subject = :subject AND period_from = :period_from AND units + :units <= :most
