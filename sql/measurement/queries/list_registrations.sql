SELECT r.id, r.kind, r.state, r.supplier_name, r.buyer_name, r.buyer_division, r.purchased_on, r.submitted_at,
    (SELECT CAST(SUM(a.amount_fen) AS SIGNED) FROM registration_line AS a
      WHERE a.registration_id = r.id AND (:all_origins OR a.production_county IN (:origins*))) AS amount_fen
  FROM registration AS r
  WHERE r.id < :before AND (:any_state OR r.state = :state)
    AND (:all_buyers OR r.buyer_division IN (:buyers*))
    AND (:all_origins OR 0 < (SELECT COUNT(*) FROM registration_line AS l
      WHERE l.registration_id = r.id AND l.production_county IN (:origins*)))
  ORDER BY r.id DESC LIMIT :limit
