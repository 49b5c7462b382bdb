-- small table: pairing (what governments decided, some dozens of rows)
SELECT buyer_division, origin_division, valid_from, valid_to, date_precision, standing, note, revision FROM pairing
WHERE revision <= :revision
ORDER BY buyer_division, origin_division, valid_from, revision
