SELECT id, rule, state, version, supplier, buyer_organisation, buyer_division, county, occurred_on, amount_fen, evidence, raised_at
  FROM flag
  WHERE id < :before AND (:all_buyers OR buyer_division IN (:buyers*)) AND (:all_origins OR county IN (:origins*))
    AND (:any_rule OR rule = :rule) AND (:any_state OR state = :state) AND (:any_supplier OR supplier = :supplier)
  ORDER BY id DESC LIMIT :limit
