SELECT id, category, goods, unit, price_fen, source, valid_from, valid_to, withdrawn_at
FROM reference_price
WHERE id = :id
FOR UPDATE
