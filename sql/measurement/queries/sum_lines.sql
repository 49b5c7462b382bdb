SELECT measure, line_id, SUM(IF(kind = 'sale', amount_fen, 0)) AS gross_fen, SUM(IF(kind = 'sale', 0, amount_fen)) AS refunded_fen,
  MAX(buyer_division) AS buyer_division, MAX(production_county) AS production_county
FROM measurement_entry
WHERE measure IN ('ordered', 'paid', 'accepted', 'completed') AND line_id IN (:lines*)
GROUP BY measure, line_id
