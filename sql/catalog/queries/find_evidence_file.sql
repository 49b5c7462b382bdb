SELECT f.id AS file_id, f.document_name, f.media_type, f.size_bytes, f.sha256
FROM certification c JOIN stored_file f ON f.id = c.file_id
WHERE c.id = :certification
  AND (:everything = 1 OR c.supplier_id = :own_supplier OR c.production_county = :own_county)
