SELECT DISTINCT organisation FROM party_member WHERE account = :account AND ended = 0 ORDER BY organisation LIMIT 50
