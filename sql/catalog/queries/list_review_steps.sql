SELECT version, step, actor, reason, occurred_at
FROM product_review_step
WHERE product_id = :product
ORDER BY version
