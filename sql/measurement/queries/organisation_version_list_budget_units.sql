SELECT v.organisation, v.version, v.superior, v.region, v.kind, v.status, v.name, v.valid_from
FROM organisation_version v
  LEFT JOIN organisation_version n ON n.organisation = v.organisation AND n.version > v.version AND n.valid_from <= :day
WHERE v.kind = 'budget_unit' AND v.organisation > :after AND v.valid_from <= :day AND v.status = 'active'
  AND (:all_regions = 1 OR v.region IN (:regions*))
  AND n.organisation IS NULL
ORDER BY v.organisation
LIMIT :limit
