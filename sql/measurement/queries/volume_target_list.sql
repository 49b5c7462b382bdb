SELECT t.year, t.level, t.subject, t.measure, t.version, t.amount_fen, t.buyer_region, t.origin_region, t.reason, t.set_by, t.set_at
FROM volume_target t
  LEFT JOIN volume_target n ON n.year = t.year AND n.level = t.level AND n.subject = t.subject AND n.measure = t.measure
    AND n.version > t.version AND n.revision <= :known
WHERE t.year = :year AND t.revision <= :known
  AND (:any_level = 1 OR t.level = :level)
  AND (:any_measure = 1 OR t.measure = :measure)
  AND (:all_buyers = 1 OR t.buyer_region IN (:buyers*))
  AND (:all_origins = 1 OR t.origin_region IN (:origins*))
  AND (:any_unit = 1 OR t.subject IN (:units*))
  AND (t.level > :after_level OR (t.level = :after_level AND (t.subject > :after_subject
    OR (t.subject = :after_subject AND t.measure > :after_measure))))
  AND n.year IS NULL
ORDER BY t.level, t.subject, t.measure
LIMIT :limit
