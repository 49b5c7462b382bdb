-- The guard is the constraint purchase_counter_most: no cap is exceeded whoever else writes.
INSERT INTO purchase_counter (sku, kind, subject, period_from, period_until, units, most)
VALUES {{(:sku, :kind, :subject, :period_from, :period_until, :units, :most)}}
ON DUPLICATE KEY UPDATE units = purchase_counter.units + VALUES(units), most = VALUES(most)
