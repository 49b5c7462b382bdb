SELECT lot_id, producer, contact, statement, issued_on, recorded_at
FROM commitment_certificate WHERE lot_id IN (:lots*) ORDER BY lot_id
