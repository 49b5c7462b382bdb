SELECT quotation_id, position, sku, product_version, name, label, unit, quantity, unit_price_fen, amount_fen
FROM quotation_line
WHERE quotation_id = :quotation_id AND revision = :revision
ORDER BY position
