-- Signed. Never more than was bought and is not declined.
UPDATE order_line SET packed = packed + :quantity
WHERE order_id = :order_id AND id = :id AND packed + :quantity BETWEEN 0 AND quantity - declined
