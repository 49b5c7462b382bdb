INSERT INTO reference_median (day, category, unit, price_fen, offers)
VALUES {{(:day, :category, :unit, :price_fen, :offers)}}
