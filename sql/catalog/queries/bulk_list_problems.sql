SELECT position, sheet_row, heading, code, detail FROM import_problem
WHERE import_id = :import AND position > :after ORDER BY position LIMIT :limit
