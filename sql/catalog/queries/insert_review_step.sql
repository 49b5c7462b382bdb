INSERT INTO product_review_step (product_id, version, step, actor, reason, occurred_at)
VALUES (:product, :version, :step, :actor, :reason, :now)
