UPDATE purchase_counter
SET units = units - :units
WHERE sku = :sku AND kind = :kind AND subject = :subject AND period_from = :period_from AND period_until = :period_until AND units >= :units
