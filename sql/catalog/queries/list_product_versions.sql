SELECT v.version, v.content, v.registration_county, v.actor, v.reason, v.published_at
FROM product p JOIN product_version v ON v.product_id = p.id
WHERE p.id = :product AND v.version < :before
  AND (:everything = 1 OR p.supplier_id = :own_supplier OR p.production_county = :own_county)
ORDER BY v.version DESC
LIMIT :limit
