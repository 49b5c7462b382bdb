SELECT p.id, p.published_version, p.sample, v.content, v.registration_county, v.published_at, p.supplier_id
FROM product p JOIN product_version v ON v.product_id = p.id AND v.version = p.published_version
WHERE p.status = 'published' AND p.id > :after
ORDER BY p.id
LIMIT :limit
