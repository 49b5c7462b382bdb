SELECT id, organisation_id, region, title, question, as_of, digest, created_at FROM measurement_report
WHERE organisation_id = :organisation AND id < :before ORDER BY id DESC LIMIT :limit
