SELECT category, unit, price_fen, offers
FROM reference_median
WHERE day = :day
ORDER BY category, unit
