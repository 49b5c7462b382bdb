SELECT order_id, id, inspector, inspected_at, recorded_by, recorded_at FROM inspection WHERE order_id = :order_id
