-- A supplier sees its own; who reviews sees what was handed in and not edited since.
SELECT id, supplier_id, status, withdrawn_reason, draft, review, published_version, sample, version, event_version, created_at, updated_at
FROM product
WHERE id = :id AND (supplier_id = :own_supplier OR (review <> 'none' AND (:everything = 1 OR production_county = :own_county)))
