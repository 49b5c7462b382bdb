UPDATE payment
SET state = :state, received_fen = :received_fen, unapplied_fen = :unapplied_fen, code_url = :code_url, paid_at = :paid_at, attempts = :attempts,
  next_check_at = :next_check_at
WHERE id = :id
