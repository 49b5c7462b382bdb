SELECT declaration, unit FROM reserved_share_unit FORCE INDEX (reserved_share_unit_declaration)
WHERE declaration IN (:declarations*)
ORDER BY declaration, unit
