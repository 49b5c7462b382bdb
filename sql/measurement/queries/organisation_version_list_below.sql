SELECT DISTINCT organisation FROM organisation_version FORCE INDEX (organisation_version_superior)
WHERE superior IN (:superiors*) AND sequence <= :known
