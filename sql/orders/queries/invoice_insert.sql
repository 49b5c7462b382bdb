INSERT INTO invoice (id, buyer, buyer_account, supplier, kind, state, title, taxpayer_number, amount_fen, corrects, correction_reason, number, issued_on, document_name, media_type,
  size_bytes, sha256, end_reason, requested_at, due_at, decided_at, version)
VALUES (:id, :buyer, :buyer_account, :supplier, :kind, :state, :title, :taxpayer_number, :amount_fen, :corrects, :correction_reason, :number, :issued_on,
  :document_name, :media_type, :size_bytes, :sha256, :end_reason, :requested_at, :due_at, :decided_at, :version)
