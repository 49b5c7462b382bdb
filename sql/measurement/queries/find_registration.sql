-- Of the caller's scope: one side's, or a region's by its buyer and by where any of its goods come from.
SELECT r.id, r.kind, r.state, r.version, r.registered_by, r.supplier, r.supplier_on_platform, r.supplier_name, r.supplier_uscc,
    r.registration_county, r.buyer, r.buyer_on_platform, r.buyer_name, r.buyer_uscc, r.buyer_kind, r.buyer_division, r.purchased_on,
    r.received_on, r.amount_fen, r.both_sides, r.corrects, r.corrected_by, r.submitted_at,
    (SELECT COUNT(*) FROM registration_line AS a WHERE a.registration_id = r.id) AS line_count
  FROM registration AS r
  WHERE r.id = :id AND (:any_side OR r.supplier = :side OR r.buyer = :side)
    AND (:all_buyers OR r.buyer_division IN (:buyers*))
    AND (:all_origins OR 0 < (SELECT COUNT(*) FROM registration_line AS l
      WHERE l.registration_id = r.id AND l.production_county IN (:origins*)))
