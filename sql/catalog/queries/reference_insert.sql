INSERT INTO reference_price (id, category, goods, unit, price_fen, source, valid_from, valid_to, actor, entered_at)
VALUES (:id, :category, :goods, :unit, :price_fen, :source, :valid_from, :valid_to, :actor, :entered_at)
