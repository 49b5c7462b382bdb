INSERT INTO orders (id, group_id, supplier, buyer, buyer_account, buyer_kind, buyer_division, channel, payment_channel, state, on_credit,
  no_return_confirmed, total_fen, freight_fen, promotion, paid_fen, refunding_fen, refunded_fen, recipient_key, replaces, cancel_reason, placed_at, version)
VALUES {{(:id, :group_id, :supplier, :buyer, :buyer_account, :buyer_kind, :buyer_division, :channel, :payment_channel, :state, :on_credit,
  :no_return_confirmed, :total_fen, :freight_fen, :promotion, 0, 0, 0, :recipient_key, :replaces, '', :placed_at, 1)}}
