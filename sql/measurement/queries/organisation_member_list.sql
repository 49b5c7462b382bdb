SELECT organisation, account FROM organisation_member WHERE organisation IN (:organisations*) AND ended = 0
