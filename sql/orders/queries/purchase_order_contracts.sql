SELECT order_id, contract_number FROM purchase_order WHERE order_id IN (:orders*)
