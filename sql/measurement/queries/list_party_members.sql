SELECT organisation, account FROM party_member WHERE organisation IN (:organisations*) AND ended = 0
