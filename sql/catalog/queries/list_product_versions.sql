-- A county answers for the versions that were produced in it, wherever the draft is produced now.
SELECT v.version, v.content, v.registration_county, v.actor, v.reason, v.published_at
FROM product p JOIN product_version v ON v.product_id = p.id
WHERE p.id = :product AND v.version < :before
  AND (:everything = 1 OR p.supplier_id = :own_supplier OR JSON_UNQUOTE(JSON_EXTRACT(v.content, '$.production_county')) = :own_county)
ORDER BY v.version DESC
LIMIT :limit
