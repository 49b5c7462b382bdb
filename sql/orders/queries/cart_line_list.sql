SELECT sku, quantity, seen_version, seen_price_fen, added_at, updated_at
FROM cart_line
WHERE buyer = :buyer
ORDER BY sku
LIMIT :limit
