SELECT lot_number, made_on, best_before, recalled_at, transferred
FROM lot WHERE gtin = :gtin AND recalled_at IS NULL ORDER BY id DESC LIMIT :limit
