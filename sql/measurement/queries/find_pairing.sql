SELECT revision FROM pairing
WHERE buyer_division = :buyer AND origin_division = :origin AND valid_from = :valid_from
ORDER BY buyer_division, origin_division, valid_from, revision
LIMIT 1
