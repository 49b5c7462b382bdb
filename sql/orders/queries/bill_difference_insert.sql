INSERT INTO bill_difference (bill_id, id, channel, bill_date, subject, kind, number, transaction_number, ours_fen, theirs_fen, ours_state, theirs_state,
  resolved, resolution, resolved_by, resolved_at)
VALUES {{(:bill_id, :id, :channel, :bill_date, :subject, :kind, :number, :transaction_number, :ours_fen, :theirs_fen, :ours_state, :theirs_state,
  0, '', '', NULL)}}
