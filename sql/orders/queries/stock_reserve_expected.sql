-- As many rows match as SKUs are asked for, or the transaction rolls back: all of them are for sale at the version that
-- was quoted, certified or not as it was told, under no condition, and there is enough of each. Locks in key order, which
-- MySQL keeps only where an order is asked for.
UPDATE sku_stock FORCE INDEX (PRIMARY)
SET reserved = reserved + CASE sku {{WHEN :sku THEN :quantity}} ELSE 0 END
WHERE sku IN ({{:sku}}) AND on_hand - reserved >= CASE sku {{WHEN :sku THEN :quantity}} ELSE 9223372036854775807 END
  AND cap_version = 0 AND open_presale IS NULL AND rush IS NULL
  AND EXISTS (
    SELECT 1
    FROM sku_listing l
      JOIN supplier_projection s ON s.supplier = l.supplier
    WHERE l.sku = sku_stock.sku AND l.for_sale = 1 AND s.status = 'approved'
      AND l.current_version = CASE sku_stock.sku {{WHEN :sku THEN :version}} ELSE -1 END
      AND CASE sku_stock.sku {{WHEN :sku THEN :certified}} ELSE -1 END = EXISTS (
        SELECT 1 FROM certification_window w
        WHERE w.product = l.product AND w.valid_from <= :at AND w.valid_to > :at AND (w.revoked_at IS NULL OR w.revoked_at > :at)))
ORDER BY sku
