SELECT id, supplier_id, kind, lot_number, gtin, product_name, county, made_on, unit, quantity, recalled_at
FROM lot WHERE id IN (:ids*) ORDER BY id
