SELECT id, supplier, sku, lot, books, counted, reason, note, corrected_at
FROM stock_correction FORCE INDEX (stock_correction_supplier)
WHERE supplier = :supplier AND id < :before
ORDER BY id DESC
LIMIT :limit
