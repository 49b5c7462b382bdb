-- What a supplier's orders still need of the SKUs, the oldest order first.
SELECT o.id, i.sku, SUM(i.quantity - i.packed - i.declined) AS quantity
FROM orders o FORCE INDEX (orders_supplier) JOIN order_line i ON i.order_id = o.id
WHERE o.supplier = :supplier AND o.state IN ('placed', 'paid', 'partly_shipped') AND i.sku IN (:skus*) AND i.quantity > i.packed + i.declined
GROUP BY o.id, i.sku
ORDER BY o.id, i.sku
LIMIT :limit
