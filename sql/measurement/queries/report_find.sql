SELECT id, organisation_id, region, title, question, as_of, digest, created_at FROM measurement_report WHERE id = :id
