DELETE FROM import_problem WHERE import_id = :import ORDER BY position LIMIT :limit
