SELECT t.document_name, t.media_type, t.size_bytes, t.file_hash
FROM lot_test AS t JOIN lot AS l ON l.id = t.lot_id
WHERE t.id = :test AND t.lot_id = :lot
  AND (:everything = 1 OR l.supplier_id = :supplier OR l.supervising_county IN (:counties*))
