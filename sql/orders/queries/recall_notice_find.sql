SELECT recall, buyer FROM recall_notice WHERE order_id = :order AND told_at IS NULL AND due_at <= :now ORDER BY recall, buyer
