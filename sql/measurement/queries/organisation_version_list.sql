SELECT organisation, version, superior, region, kind, status, name, valid_from
FROM organisation_version FORCE INDEX (PRIMARY)
WHERE organisation IN (:organisations*)
ORDER BY organisation, version
