-- Dimensions that are not asked for collapse to '': one statement for every grouping.
SELECT
  IF(:by_day = 1, day, '1970-01-01') AS day,
  IF(:by_attribution = 1, attributed_on, '1970-01-01') AS attributed_on,
  IF(:by_buyer = 1, buyer_division, '') AS buyer_division,
  IF(:by_delivery = 1, delivery_division, '') AS delivery_division,
  IF(:by_buyer_kind = 1, buyer_kind, '') AS buyer_kind,
  IF(:by_production = 1, production_county, '') AS production_county,
  IF(:by_raw_material = 1, raw_material_county, '') AS raw_material_county,
  IF(:by_registration = 1, registration_county, '') AS registration_county,
  IF(:by_category = 1, category, '') AS category,
  IF(:by_certified = 1, certified, 0) AS certified,
  IF(:by_channel = 1, channel, '') AS channel,
  IF(:by_supplier = 1, supplier, :no_id) AS supplier,
  SUM(gross_fen) AS gross_fen,
  SUM(IF(:sale_view = 1, refunded_by_sale_fen, refunded_fen)) AS refunded_fen,
  SUM(line_count) AS line_count
FROM purchase_rollup
WHERE measure = :measure AND day BETWEEN :from AND :to
  AND (:all_buyers = 1 OR buyer_division IN (:buyers*))
  AND (:all_origins = 1 OR production_county IN (:origins*))
  AND (:any_buyer_kind = 1 OR buyer_kind = :buyer_kind)
  AND (:any_category = 1 OR category = :category)
  AND (:any_certified = 1 OR certified = :certified)
  AND (:any_channel = 1 OR channel = :channel)
  AND (:any_supplier = 1 OR supplier = :supplier)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
