SELECT recall, buyer FROM recall_notice WHERE order_id = :order AND told_at IS NULL ORDER BY recall, buyer
