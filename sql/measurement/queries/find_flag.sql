SELECT id, rule, state, version, supplier, buyer_organisation, buyer_division, county, occurred_on, amount_fen, evidence, raised_at,
  withdrawn_at
  FROM flag WHERE id = :id AND (:all_buyers OR buyer_division IN (:buyers*)) AND (:all_origins OR county IN (:origins*))
