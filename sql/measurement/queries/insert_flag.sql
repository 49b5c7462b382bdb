INSERT INTO flag (id, rule, evidence_key, state, version, supplier, buyer_organisation, buyer_division, county, occurred_on, amount_fen,
    evidence, raised_at)
  VALUES (:id, :rule, :evidence_key, 'open', 1, :supplier, :buyer, :buyer_division, :county, :occurred_on, :amount, :evidence, :now)
