SELECT id, category, goods, unit, price_fen, source, valid_from, valid_to, withdrawn_at
FROM reference_price
WHERE valid_to >= :day AND valid_from <= :day AND withdrawn_at IS NULL
ORDER BY id
LIMIT :limit
