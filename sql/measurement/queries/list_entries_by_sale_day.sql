-- As list_entries, with each refund in the period of its sale.
SELECT measure, line_id, kind, source, order_id, occurred_at, occurred_on, sale_on, attributed_on, amount_fen, quantity, buyer_kind,
  buyer_division, delivery_division, supplier, product, category, certified, production_county, raw_material_county, registration_county, channel
FROM measurement_entry
WHERE measure = :measure AND sale_on BETWEEN :from AND :to
  AND (:all_buyers = 1 OR buyer_division IN (:buyers*))
  AND (:all_origins = 1 OR production_county IN (:origins*))
  AND (:any_buyer_kind = 1 OR buyer_kind = :buyer_kind)
  AND (:any_category = 1 OR category = :category)
  AND (:any_certified = 1 OR certified = :certified)
  AND (:any_channel = 1 OR channel = :channel)
  AND (:any_supplier = 1 OR supplier = :supplier)
  AND (sale_on > :after_day OR (sale_on = :after_day AND (line_id > :after_line
    OR (line_id = :after_line AND (kind > :after_kind OR (kind = :after_kind AND source > :after_source))))))
ORDER BY sale_on, line_id, kind, source
LIMIT :limit
