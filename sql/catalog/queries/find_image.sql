SELECT i.id, i.supplier_id, i.document_name, i.large_sha256, i.large_bytes, i.thumb_sha256, i.thumb_bytes, i.width, i.height, i.created_at
FROM product_image i
WHERE i.id = :id
  AND (:everything = 1 OR i.supplier_id = :own_supplier OR EXISTS (
    SELECT 1 FROM product p
    WHERE p.supplier_id = i.supplier_id AND p.production_county = :own_county))
