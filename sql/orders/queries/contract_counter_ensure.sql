INSERT INTO contract_counter (organisation, year, last)
VALUES (:organisation, :year, 0)
ON DUPLICATE KEY UPDATE last = contract_counter.last
