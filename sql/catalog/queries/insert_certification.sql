INSERT INTO certification (id, product_id, supplier_id, production_county, product_name, status, households, benefit_method, statement,
                           file_id, valid_months, open_objections, publicity_ends_at, valid_from, valid_to, revoked_at, version,
                           event_version, created_at, updated_at)
VALUES (:id, :product, :supplier, :production_county, :product_name, 'applied', :households, :benefit_method, :statement,
        :file, 0, 0, NULL, NULL, NULL, NULL, 1, 0, :now, :now)
