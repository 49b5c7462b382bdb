UPDATE recall_notice SET told_at = :now WHERE recall = :recall AND buyer = :buyer AND order_id IN (:orders*) AND told_at IS NULL
