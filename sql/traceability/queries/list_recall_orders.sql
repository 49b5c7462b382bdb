SELECT DISTINCT order_id FROM recall_order WHERE lot_id IN (:lots*)
