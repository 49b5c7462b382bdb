INSERT INTO commitment_certificate (lot_id, producer, contact, statement, issued_on, recorded_at)
VALUES (:lot, :producer, :contact, :statement, :issued_on, :now)
