-- Those the buyer could still pay; the channel is told by the loop that watches payments.
UPDATE payment SET state = 'closed', next_check_at = :now
WHERE group_id = :group_id AND state IN ('opening', 'awaiting')
