-- In what order does not matter: who has more than :limit elements is refused.
SELECT COUNT(*) AS elements, COALESCE(SUM(bytes), 0) AS bytes
FROM (SELECT OCTET_LENGTH(uri) + OCTET_LENGTH(element) AS bytes FROM epcis_master WHERE organisation_id = :organisation LIMIT :limit) AS some
