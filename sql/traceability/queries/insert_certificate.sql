INSERT INTO commitment_certificate (lot_id, entry, certificate_number, withdrawn, quantity, basis, holder, producer, producer_sealed,
  contact, statement, reason, actor, issued_on, recorded_at)
VALUES (:lot, :entry, :certificate_number, :withdrawn, :quantity, :basis, :holder, :producer, :producer_sealed,
  :contact, :statement, :reason, :actor, :issued_on, :now)
