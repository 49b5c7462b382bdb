-- As each was told last.
SELECT v.organisation
FROM organisation_version v
  LEFT JOIN organisation_version n ON n.organisation = v.organisation AND n.version > v.version
WHERE v.uscc = :uscc AND v.status = 'active' AND n.organisation IS NULL
ORDER BY v.organisation
LIMIT 1
