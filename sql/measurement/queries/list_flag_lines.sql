-- Sales before what was taken of them back: kinds stand in that order.
SELECT line_id, order_id, kind, supplier, product, production_county, occurred_on, quantity, amount_fen
  FROM measurement_entry
  WHERE measure = 'paid' AND line_id IN (:lines*) AND (:all_buyers OR buyer_division IN (:buyers*))
    AND (:all_origins OR production_county IN (:origins*))
  ORDER BY line_id, kind, source
