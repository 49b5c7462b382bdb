INSERT INTO goods (product, supplier, name, category, production_county, raw_material_county, registration_county)
  VALUES (:product, :supplier, :name, :category, :production_county, :raw_material_county, :registration_county)
  ON DUPLICATE KEY UPDATE supplier = :supplier, name = :name, category = :category, production_county = :production_county,
    raw_material_county = :raw_material_county, registration_county = :registration_county
