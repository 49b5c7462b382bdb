SELECT COUNT(DISTINCT o.id) AS orders, COUNT(DISTINCT o.buyer) AS buyers
FROM parcel_lot AS p JOIN orders AS o ON o.id = p.order_id WHERE p.lot IN (:lots*) AND p.quantity > p.restocked
