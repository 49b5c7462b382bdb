SELECT supplier, name, status = 'approved' AS approved, registration_county FROM supplier_projection WHERE supplier IN (:suppliers*)
