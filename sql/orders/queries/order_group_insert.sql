INSERT INTO order_group (id, buyer, buyer_account, buyer_kind, payment_channel, total_fen, open, note, placed_at, payment_due_at)
VALUES {{(:id, :buyer, :buyer_account, :buyer_kind, :payment_channel, :total_fen, 1, :note, :placed_at, :payment_due_at)}}
