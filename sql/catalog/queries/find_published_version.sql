SELECT published_version
FROM product
WHERE id = :product AND published_version > 0
