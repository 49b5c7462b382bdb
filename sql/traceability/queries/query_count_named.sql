SELECT COUNT(*) AS queries, COALESCE(SUM(OCTET_LENGTH(definition)), 0) AS bytes FROM named_query
WHERE organisation_id = :organisation
