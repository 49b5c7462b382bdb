SELECT DISTINCT organisation FROM organisation_version FORCE INDEX (organisation_version_kind)
WHERE kind = 'budget_unit' AND organisation > :after AND sequence <= :known
  AND (:all_regions = 1 OR region IN (:regions*))
ORDER BY organisation
LIMIT :limit
