INSERT INTO purchase_claim (order_id, line_id, kind, sku, subject, period_from, period_until, units)
VALUES {{(:order_id, :line_id, :kind, :sku, :subject, :period_from, :period_until, :units)}}
