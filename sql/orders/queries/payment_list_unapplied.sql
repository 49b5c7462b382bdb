SELECT id, group_id, buyer, channel, state, amount_fen, received_fen, unapplied_fen, channel_number, code_url, expires_at, created_at, paid_at, attempts,
  next_check_at
FROM payment FORCE INDEX (payment_unapplied)
WHERE unapplied_fen > 0 AND id > :after
ORDER BY id
LIMIT :limit
