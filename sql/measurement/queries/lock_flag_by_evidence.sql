SELECT id, rule, state, version, supplier, buyer_organisation, buyer_division, county, occurred_on, amount_fen, evidence, raised_at,
  withdrawn_at, settled_orders, settled_registrations
  FROM flag WHERE rule = :rule AND evidence_key = :evidence_key FOR UPDATE
