{{SELECT sku, kind, subject, period_from, units
FROM purchase_counter
WHERE sku = :sku AND kind = :kind AND subject = :subject AND period_from = :period_from}}
