SELECT lot_id, entry, certificate_number, withdrawn, quantity, basis, holder, producer, producer_sealed, contact, statement, reason,
  actor, issued_on, recorded_at
FROM commitment_certificate WHERE lot_id IN (:lots*) ORDER BY lot_id, entry
