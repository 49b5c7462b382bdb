SELECT COUNT(*) AS images
FROM product_image
WHERE supplier_id = :supplier
