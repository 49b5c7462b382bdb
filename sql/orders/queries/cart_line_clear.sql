DELETE FROM cart_line WHERE buyer = :buyer
