-- Once: a request is issued, refused or cancelled. The caller holds the rows of its orders.
UPDATE invoice
SET state = :state, number = :number, issued_on = :issued_on, document_name = :document_name, media_type = :media_type, size_bytes = :size_bytes,
  sha256 = :sha256, end_reason = :end_reason, decided_at = :decided_at, version = :version
WHERE id = :id AND version = :version - 1
