SELECT p.id, p.published_version, p.sample, v.content, v.registration_county, v.published_at, p.supplier_id,
  first.published_at AS first_published_at
FROM product p JOIN product_version v ON v.product_id = p.id AND v.version = p.published_version
  JOIN product_version first ON first.product_id = p.id AND first.version = 1
WHERE p.id IN (:products*) AND p.status = 'published'
ORDER BY p.id
