-- As each was told last.
SELECT v.organisation, v.uscc
FROM organisation_version v FORCE INDEX (PRIMARY)
  LEFT JOIN organisation_version n ON n.organisation = v.organisation AND n.version > v.version
WHERE v.organisation IN (:organisations*) AND v.uscc <> '' AND n.organisation IS NULL
