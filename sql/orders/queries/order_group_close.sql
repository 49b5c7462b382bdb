UPDATE order_group SET open = 0 WHERE id = :id
