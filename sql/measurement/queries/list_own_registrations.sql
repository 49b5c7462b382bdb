SELECT r.id, r.kind, r.state, r.supplier_name, r.buyer_name, r.buyer_division, r.purchased_on, r.amount_fen, r.submitted_at
  FROM registration_side AS s JOIN registration AS r ON r.id = s.registration_id
  WHERE s.organisation = :side AND s.registration_id < :before AND (:any_state OR r.state = :state)
  ORDER BY s.registration_id DESC LIMIT :limit
