SELECT organisation, version, superior, region, kind, status, name, uscc, valid_from
FROM organisation_version FORCE INDEX (PRIMARY)
WHERE organisation IN (:organisations*) AND sequence <= :known
ORDER BY organisation, version
