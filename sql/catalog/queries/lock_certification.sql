SELECT id, product_id, supplier_id, production_county, product_name, status, households, benefit_method, statement, file_id, valid_months,
       open_objections, publicity_ends_at, valid_from, valid_to, revoked_at, version, event_version, created_at
FROM certification
WHERE id = :id AND (:everything = 1 OR supplier_id = :own_supplier OR production_county = :own_county)
FOR UPDATE
