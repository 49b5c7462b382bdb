SELECT order_id, line_id, kind, sku, subject, period_from, period_until, units
FROM purchase_claim FORCE INDEX (PRIMARY)
WHERE order_id = :order_id
ORDER BY line_id, kind
FOR UPDATE
