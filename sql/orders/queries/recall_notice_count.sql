-- Of those who got units of the lots: the same recalls may have reached others by other lots.
SELECT COUNT(DISTINCT n.order_id) AS orders, COUNT(DISTINCT n.buyer) AS buyers
FROM recall_notice AS n
WHERE n.recall IN (:recalls*) AND n.told_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM parcel_lot AS p WHERE p.order_id = n.order_id AND p.lot IN (:lots*))
