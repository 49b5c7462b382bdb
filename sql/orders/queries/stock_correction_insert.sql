INSERT INTO stock_correction (id, supplier, sku, lot, books, counted, reason, note, corrected_by, corrected_at)
VALUES (:id, :supplier, :sku, :lot, :books, :counted, :reason, :note, :corrected_by, :now)
