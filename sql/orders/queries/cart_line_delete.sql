-- What was changed after :until stays: it is meant for a later purchase.
DELETE FROM cart_line WHERE buyer = :buyer AND sku IN (:skus*) AND updated_at <= :until
