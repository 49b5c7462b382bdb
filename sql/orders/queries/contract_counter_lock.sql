SELECT last FROM contract_counter WHERE organisation = :organisation AND year = :year FOR UPDATE
