SELECT lot_number, made_on, best_before, recalled_at
FROM lot WHERE gtin = :gtin AND recalled_at > '1970-01-01' ORDER BY recalled_at DESC, id DESC LIMIT :limit
