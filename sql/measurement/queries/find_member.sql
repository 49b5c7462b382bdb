SELECT 1 AS found FROM party_member WHERE organisation = :organisation AND account = :account AND ended = 0 LIMIT 1
