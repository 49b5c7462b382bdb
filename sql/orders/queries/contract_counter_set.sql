UPDATE contract_counter SET last = :last WHERE organisation = :organisation AND year = :year
