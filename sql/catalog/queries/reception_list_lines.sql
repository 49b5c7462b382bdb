SELECT line_id, product_id, units, accepted_on
FROM accepted_line
WHERE order_id = :order
ORDER BY line_id
