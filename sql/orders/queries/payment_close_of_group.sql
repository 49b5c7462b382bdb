-- Those the buyer could still pay; WeChat Pay is told by the loop that watches payments, a bank knows nothing of them.
UPDATE payment SET state = 'closed', next_check_at = CASE channel WHEN 'wechat_pay' THEN :now ELSE NULL END
WHERE group_id = :group_id AND state IN ('opening', 'awaiting')
