SELECT r.id, r.kind, r.state, r.supplier_name, r.buyer_name, r.buyer_division, r.purchased_on, r.amount_fen, r.submitted_at
  FROM registration AS r
  WHERE r.id < :before AND (:any_state OR r.state = :state)
    AND (:all_buyers OR r.buyer_division IN (:buyers*))
    AND (:all_origins OR 0 < (SELECT COUNT(*) FROM registration_line AS l
      WHERE l.registration_id = r.id AND l.production_county IN (:origins*)))
  ORDER BY r.id DESC LIMIT :limit
