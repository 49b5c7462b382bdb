UPDATE recall_lift SET state = 'confirmed', confirmed_at = :now, released_quantity = :quantity
WHERE lot_id = :lot AND decision = :decision AND state = 'requested'
