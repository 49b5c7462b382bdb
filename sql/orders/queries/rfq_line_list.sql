SELECT rfq_id, position, sku, description, quantity, unit, delivery_division, deliver_by, awarded_to
FROM rfq_line
WHERE rfq_id IN (:rfqs*)
ORDER BY rfq_id, position
