SELECT declaration, version, unit FROM reserved_share_version_unit FORCE INDEX (PRIMARY)
WHERE declaration IN (:declarations*)
ORDER BY declaration, version, unit
