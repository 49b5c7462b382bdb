SELECT order_id, buyer_account, buyer_kind, told_at
FROM recall_notice FORCE INDEX (PRIMARY) WHERE recall = :recall AND buyer = :buyer ORDER BY order_id FOR UPDATE
