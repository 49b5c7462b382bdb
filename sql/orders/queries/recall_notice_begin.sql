-- Of those who have units of the lot in a parcel, whoever the recall has not reached by another lot.
INSERT INTO recall_notice (recall, buyer, order_id, buyer_account, buyer_kind, due_at, told_at, gathered_until)
SELECT :recall, o.buyer, o.id, o.buyer_account, o.buyer_kind, :due_at, NULL, :gathered_until
FROM (SELECT DISTINCT order_id FROM parcel_lot WHERE lot = :lot AND quantity > restocked) AS p JOIN orders AS o ON o.id = p.order_id
ON DUPLICATE KEY UPDATE told_at = recall_notice.told_at
