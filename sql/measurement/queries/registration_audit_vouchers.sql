SELECT registration_id, kind, dated_on, amount_fen FROM registration_voucher
WHERE registration_id IN (:registrations*) ORDER BY registration_id, position
