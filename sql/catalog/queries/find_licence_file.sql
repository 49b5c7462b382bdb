SELECT f.id AS file_id, f.document_name, f.media_type, f.size_bytes, f.sha256
FROM supplier s
JOIN supplier_licence l ON l.supplier_id = s.id
JOIN stored_file f ON f.id = l.file_id
WHERE s.id = :supplier AND l.id = :licence
  AND (:everything = 1 OR s.id = :own_supplier OR s.registration_county = :own_county)
