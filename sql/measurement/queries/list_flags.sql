-- Bounded by how many are looked at, whoever asks: somebody who sees few of them gets shorter pages.
SELECT id, rule, state, version, supplier, buyer_organisation, buyer_division, county, occurred_on, amount_fen, evidence, raised_at,
  withdrawn_at
  FROM (SELECT id, rule, state, version, supplier, buyer_organisation, buyer_division, county, occurred_on, amount_fen, evidence, raised_at,
      withdrawn_at
    FROM flag WHERE id < :before ORDER BY id DESC LIMIT :scanned) AS looked_at
  WHERE (:all_buyers OR buyer_division IN (:buyers*)) AND (:all_origins OR county IN (:origins*))
    AND (:any_rule OR rule = :rule) AND (:any_state OR state = :state) AND (:any_supplier OR supplier = :supplier)
  ORDER BY id DESC LIMIT :limit
