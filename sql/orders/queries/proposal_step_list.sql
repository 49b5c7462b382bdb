SELECT proposal_id, number, action, actor, reason, taken_at FROM proposal_step WHERE proposal_id IN (:proposals*) ORDER BY proposal_id, number
