-- Of the caller's scope: a county's own goods.
SELECT line_id, product_id, product_name, category, certified, production_county, raw_material_county, registration_county, quantity, unit,
    amount_fen
  FROM registration_line WHERE registration_id = :registration AND (:all_origins OR production_county IN (:origins*)) ORDER BY position
