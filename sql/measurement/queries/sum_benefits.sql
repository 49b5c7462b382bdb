-- Households are counted once in each group, however many records they have; of batches that stood confirmed at the revision.
SELECT IF(:by_method = 1, r.method, '') AS method, IF(:by_product = 1, r.product, :no_id) AS product,
    IF(:by_supplier = 1, r.supplier, :no_id) AS supplier, IF(:by_county = 1, b.county, '') AS county,
    COUNT(DISTINCT r.household) AS households, COUNT(*) AS records, CAST(SUM(r.amount_fen) AS SIGNED) AS amount_fen
  FROM benefit_record AS r JOIN benefit_batch AS b ON b.id = r.batch
  WHERE r.from_day >= :from AND r.from_day <= :to AND r.to_day <= :to
    AND (SELECT s.action FROM benefit_step AS s WHERE s.batch = b.id AND s.revision <= :revision ORDER BY s.batch DESC, s.version DESC LIMIT 1) = 'confirm'
    AND (:any_supplier OR r.supplier = :supplier) AND (:any_product OR r.product = :product)
    AND (:all_counties OR b.county IN (:counties*))
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT :limit
