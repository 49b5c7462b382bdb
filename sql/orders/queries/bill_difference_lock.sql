SELECT bill_id, id, channel, bill_date, subject, kind, number, transaction_number, ours_fen, theirs_fen, ours_state, theirs_state, resolved, resolution,
  resolved_by, resolved_at
FROM bill_difference
WHERE id = :id
FOR UPDATE
