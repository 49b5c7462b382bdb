SELECT content, registration_county, published_at
FROM product_version
WHERE product_id = :product AND version = :version
