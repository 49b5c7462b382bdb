UPDATE order_line SET certified = :certified WHERE order_id = :order_id AND id = :id
