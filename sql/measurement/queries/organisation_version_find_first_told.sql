SELECT sequence, told_on FROM organisation_version FORCE INDEX (organisation_version_told)
WHERE told_on > :day
ORDER BY told_on, sequence
LIMIT 1
