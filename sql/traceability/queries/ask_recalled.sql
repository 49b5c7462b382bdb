-- A lot that something else keeps off sale is recalled for a reason of its own, too.
UPDATE recall SET origin_lot_id = lot_id, reason = :reason, actor = :actor, requested_at = :now WHERE lot_id = :lot
