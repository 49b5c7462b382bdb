-- Those the buyer could still pay; an online channel is told by the loop that watches payments, a bank knows nothing of them.
UPDATE payment SET state = 'closed', next_check_at = CASE channel WHEN 'bank_transfer' THEN NULL ELSE :now END
WHERE group_id = :group_id AND state IN ('opening', 'awaiting')
