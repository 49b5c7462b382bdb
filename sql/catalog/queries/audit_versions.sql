SELECT p.id, p.published_version, COUNT(v.version) AS versions, COALESCE(MAX(v.version), 0) AS newest
FROM product p LEFT JOIN product_version v ON v.product_id = p.id
WHERE p.id > :after
GROUP BY p.id, p.published_version
ORDER BY p.id
LIMIT :limit
