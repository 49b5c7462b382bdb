SELECT DISTINCT organisation FROM organisation_member WHERE account = :account AND ended = 0 ORDER BY organisation LIMIT 50
