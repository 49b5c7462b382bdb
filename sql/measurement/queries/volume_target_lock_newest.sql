SELECT year, level, subject, measure, version, amount_fen, buyer_region, origin_region, reason, set_by, set_at
FROM volume_target FORCE INDEX (PRIMARY)
WHERE year = :year AND level = :level AND subject = :subject AND measure = :measure
ORDER BY version DESC
LIMIT 1
FOR UPDATE
