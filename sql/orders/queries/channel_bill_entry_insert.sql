INSERT INTO channel_bill_entry (bill_id, position, channel, subject, number, transaction_number, amount_fen, state, occurred_at)
VALUES {{(:bill_id, :position, :channel, :subject, :number, :transaction_number, :amount_fen, :state, :occurred_at)}}
