-- What is on record of these households and may count.
SELECT r.household, r.method, r.product, r.from_day, r.to_day
  FROM benefit_record AS r JOIN benefit_batch AS b ON b.id = r.batch
  WHERE r.supplier = :supplier AND r.household IN (:households*) AND b.state IN ('submitted', 'confirmed')
