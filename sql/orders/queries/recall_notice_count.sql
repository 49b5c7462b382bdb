SELECT COUNT(DISTINCT n.order_id) AS orders, COUNT(DISTINCT n.buyer) AS buyers
FROM recall_notice AS n WHERE n.recall IN (:recalls*) AND n.told_at IS NOT NULL
