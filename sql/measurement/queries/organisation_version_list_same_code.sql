-- As each was told last.
SELECT b.organisation
FROM organisation_version a FORCE INDEX (PRIMARY)
  LEFT JOIN organisation_version an ON an.organisation = a.organisation AND an.version > a.version
  JOIN organisation_version b ON b.uscc = a.uscc AND b.organisation <> a.organisation
  LEFT JOIN organisation_version bn ON bn.organisation = b.organisation AND bn.version > b.version
WHERE a.organisation = :organisation AND a.uscc <> '' AND an.organisation IS NULL AND bn.organisation IS NULL
ORDER BY b.organisation
LIMIT 50
