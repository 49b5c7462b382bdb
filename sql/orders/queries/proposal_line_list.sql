SELECT proposal_id, position FROM proposal_line WHERE proposal_id IN (:proposals*) ORDER BY proposal_id, position
