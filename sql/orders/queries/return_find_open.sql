SELECT id FROM return_request
WHERE order_id = :order_id AND state IN ('requested', 'approved', 'sent', 'arrived', 'exchanging', 'disputed')
LIMIT 1
