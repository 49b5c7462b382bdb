SELECT id, group_id, buyer, channel, state, amount_fen, received_fen, unapplied_fen, channel_number, code_url, expires_at, created_at, paid_at, attempts,
  next_check_at
FROM payment
WHERE group_id = :group_id
ORDER BY id
