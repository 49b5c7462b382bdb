-- Two who put the last line into one cart wait for each other.
SELECT sku, quantity, seen_version, seen_price_fen, added_at, updated_at
FROM cart_line FORCE INDEX (PRIMARY)
WHERE buyer = :buyer
ORDER BY sku
LIMIT :limit
FOR UPDATE
