SELECT organisation, version, superior, region, kind, status, name, uscc, valid_from
FROM organisation_version FORCE INDEX (PRIMARY)
WHERE organisation = :organisation
ORDER BY version DESC
LIMIT 1
