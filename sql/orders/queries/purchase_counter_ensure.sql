INSERT INTO purchase_counter (sku, kind, subject, period_from, period_until, units)
VALUES {{(:sku, :kind, :subject, :period_from, :period_until, 0)}}
ON DUPLICATE KEY UPDATE units = purchase_counter.units
