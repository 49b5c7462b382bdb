INSERT INTO registration_line (registration_id, position, line_id, product_id, product_name, category, certified, production_county,
    raw_material_county, registration_county, quantity, unit, amount_fen)
  VALUES {{(:registration, :position, :line, :product, :product_name, :category, :certified, :production_county,
    :raw_material_county, :registration_county, :quantity, :unit, :amount)}}
