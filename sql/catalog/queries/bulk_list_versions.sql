SELECT p.id, v.content, v.registration_county
FROM product AS p
JOIN product_version AS v ON v.product_id = p.id AND v.version = p.published_version
WHERE p.id IN (:ids*)
