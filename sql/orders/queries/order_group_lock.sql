SELECT id, buyer, buyer_account, buyer_kind, payment_channel, total_fen, open, note, placed_at, payment_due_at
FROM order_group
WHERE id = :id AND buyer = COALESCE(:buyer, buyer)
FOR UPDATE
