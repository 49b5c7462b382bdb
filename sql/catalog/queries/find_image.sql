-- Of what is not public a county sees what it has to judge: images of drafts of its own that were handed in.
SELECT i.id, i.supplier_id, i.document_name, i.large_sha256, i.large_bytes, i.thumb_sha256, i.thumb_bytes, i.width, i.height, i.created_at
FROM product_image i
WHERE i.id = :id
  AND (:everything = 1 OR i.supplier_id = :own_supplier OR (:own_county IS NOT NULL AND (
    EXISTS (SELECT 1 FROM public_image f WHERE f.sha256 = i.large_sha256)
    OR EXISTS (
      SELECT 1 FROM product p
      WHERE p.supplier_id = i.supplier_id AND p.production_county = :own_county AND p.review <> 'none'
        AND JSON_SEARCH(p.draft, 'one', :id_text, NULL, '$.images[*].image_id') IS NOT NULL))))
