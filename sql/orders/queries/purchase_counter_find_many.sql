{{SELECT sku, kind, subject, period_from, period_until, units
FROM purchase_counter
WHERE sku = :sku AND kind = :kind AND subject = :subject AND period_from = :period_from AND period_until = :period_until}}
