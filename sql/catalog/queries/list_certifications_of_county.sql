SELECT id, product_id, product_name, supplier_id, production_county, status, households, publicity_ends_at, valid_from, valid_to,
       open_objections, version
FROM certification
WHERE production_county = :county AND id < :before AND status IN (:statuses*)
ORDER BY id DESC
LIMIT :limit
