SELECT value_hash, value FROM epcis_value FORCE INDEX (epcis_value_text)
WHERE organisation_id = :organisation AND kind = :kind AND value >= :from AND value < :to LIMIT :limit
