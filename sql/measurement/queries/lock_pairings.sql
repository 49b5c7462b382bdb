-- small table: pairing (what governments decided, some dozens of rows)
-- Two who enter pairings wait for each other.
SELECT version FROM pairing FORCE INDEX (PRIMARY)
ORDER BY buyer_division, origin_division, valid_from
FOR UPDATE
