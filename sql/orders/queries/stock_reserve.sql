-- As many rows match as SKUs are asked for, or the transaction rolls back: nothing is oversold whoever else writes.
UPDATE sku_stock
SET reserved = reserved + CASE sku {{WHEN :sku THEN :quantity}} ELSE 0 END
WHERE sku IN ({{:sku}}) AND on_hand - reserved >= CASE sku {{WHEN :sku THEN :quantity}} ELSE 9223372036854775807 END
