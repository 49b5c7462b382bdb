INSERT INTO payment (id, group_id, buyer, channel, state, amount_fen, received_fen, unapplied_fen, channel_number, code_url, expires_at, created_at, paid_at, attempts,
  next_check_at)
VALUES (:id, :group_id, :buyer, :channel, :state, :amount_fen, 0, 0, :channel_number, '', :expires_at, :now, NULL, 0, :next_check_at)
